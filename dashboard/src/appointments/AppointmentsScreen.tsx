/** The visits of a day, by their start. */
import { Alert, Badge, Button, Group, Loader, Text, Title } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { Link } from '@tanstack/react-router';
import { type DayAppointment, businessOf } from '../feed/state';
import { shiftDate, today } from '../feed/ranges';
import { useActions, useFeed } from '../feed/useFeed';
import { addressText, appointmentText, clockText, codeText, customerText, estimateText, phoneText, urgencyText } from '../words';

export function AppointmentsScreen() {
  const day = useFeed((state) => state.day);
  const timeZone = useFeed((state) => state.timeZone);
  const { showDay } = useActions();
  return (
    <section className="appointments" aria-label="Appointments">
      <Group justify="space-between" mb="md">
        <Title order={2} size="h3">Appointments</Title>
        <Group gap={6} wrap="nowrap">
          <Button variant="default" size="sm" aria-label="Previous day" onClick={() => void showDay(shiftDate(day.date, -1))} data-testid="day-previous">‹</Button>
          <DateInput aria-label="Day" value={day.date} onChange={(value) => void (value && showDay(value))} valueFormat="ddd, MMM D, YYYY" className="day" data-testid="day" />
          <Button variant="default" size="sm" aria-label="Next day" onClick={() => void showDay(shiftDate(day.date, 1))} data-testid="day-next">›</Button>
          <Button variant="default" size="sm" onClick={() => void showDay(today(timeZone))} data-testid="day-today">Today</Button>
        </Group>
      </Group>
      {day.phase.kind === 'failed' && <Alert color="red" role="alert">{day.phase.message} <Button variant="subtle" size="compact-sm" onClick={() => void showDay(day.date)}>Try again</Button></Alert>}
      {day.phase.kind === 'loading' && day.appointments.length === 0 && <Loader aria-label="Loading" />}
      {day.phase.kind === 'ready' && day.appointments.length === 0 && <Text c="dimmed" data-testid="no-appointments">No visits on this day.</Text>}
      <ol className="plain" aria-live="polite">
        {day.appointments.map((appointment) => <AppointmentItem key={appointment.id} appointment={appointment} timeZone={timeZone} />)}
      </ol>
    </section>
  );
}

function AppointmentItem({ appointment, timeZone }: { appointment: DayAppointment; timeZone: string }) {
  // Where a business has named nobody, its worker bears its own name, which says nothing.
  const business = useFeed((state) => businessOf(state)?.businessName);
  const { customer, conversation, worker, status, jobType, start, end, address, estimate } = appointment;
  return (
    <li className="appointment" data-testid="appointment-item" data-status={status}>
      <div className="appointment-time">
        <Text fw={700}>{clockText(start, timeZone)}</Text>
        <Text size="sm" c="dimmed">{clockText(end, timeZone)}</Text>
      </div>
      <div className="appointment-what">
        <Group gap={6}>
          <Text fw={600}>{codeText(jobType)}</Text>
          {conversation?.urgency === 'EMERGENCY' && <Badge size="sm" variant="filled" color="red.9">{urgencyText.EMERGENCY}</Badge>}
          <Badge size="sm" variant="light" color={status === 'CONFIRMED' || status === 'COMPLETED' ? 'green' : status === 'CANCELED' || status === 'NO_SHOW' ? 'red' : 'gray'}>{appointmentText[status]}</Badge>
        </Group>
        <Text size="sm">
          {customerText(customer)}{customer.name && `, ${phoneText(customer.phone)}`}
        </Text>
        <Text size="sm" c="dimmed">{addressText(address)}</Text>
      </div>
      <div className="appointment-more">
        {worker.name !== business && <Text size="sm">{worker.name}</Text>}
        {estimate && <Text size="sm" c="dimmed">{estimateText(estimate)}</Text>}
        {conversation && <Link to="/conversations/$id" params={{ id: conversation.id }} className="appointment-link" aria-label={`Open conversation with ${customerText(customer)}`} data-testid="appointment-conversation">Open conversation</Link>}
      </div>
    </li>
  );
}
