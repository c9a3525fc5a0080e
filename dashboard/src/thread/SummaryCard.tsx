/** The job and the visit that the conversation is about, once they are known. */
import { Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Details } from '../feed/state';
import { useFeed } from '../feed/useFeed';
import { addressText, appointmentText, codeText, estimateText, leadText, visitText } from '../words';

export function SummaryCard({ details: { lead, appointment } }: { details: Details }) {
  const timeZone = useFeed((state) => state.timeZone);
  if (!lead && !appointment) return null;
  const job = lead?.jobType ?? appointment?.jobType;
  const address = appointment?.address ?? lead?.address;
  const estimate = appointment?.estimate ?? lead?.estimate;
  return (
    <dl className="summary">
      {lead && (
        <Fact label="Lead" testId="lead-card">
          {job ? codeText(job) : codeText(lead.trade)} <Badge size="xs" variant="light" color="blue">{leadText[lead.status]}</Badge>
        </Fact>
      )}
      {address && <Fact label="Address">{addressText(address)}</Fact>}
      {estimate && <Fact label="Estimate">{estimateText(estimate)}</Fact>}
      {appointment && (
        <Fact label="Appointment" testId="appointment-card">
          {visitText(appointment, timeZone)} <Badge size="xs" variant="light" color={appointment.status === 'CONFIRMED' ? 'green' : 'gray'}>{appointmentText[appointment.status]}</Badge>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, testId, children }: { label: string; testId?: string; children: ReactNode }) {
  return (
    <div data-testid={testId}>
      <dt><Text span size="xs" c="dimmed">{label}</Text></dt>
      <dd><Text span size="sm" fw={600}>{children}</Text></dd>
    </div>
  );
}
