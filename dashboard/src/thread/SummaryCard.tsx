/** The job and the visit that the conversation is about, once they are known, and the customer's other numbers. */
import { Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Details } from '../feed/state';
import { useFeed } from '../feed/useFeed';
import { addressText, appointmentText, codeText, estimateText, leadText, phoneText, visitText } from '../words';

export function SummaryCard({ details: { lead, appointment, customer, phone } }: { details: Details }) {
  const timeZone = useFeed((state) => state.timeZone);
  const others = customer.phones.filter((number) => number !== phone);
  if (!lead && !appointment && others.length === 0) return null;
  const job = lead?.jobType ?? appointment?.jobType;
  const address = appointment?.address ?? lead?.address;
  const estimate = appointment?.estimate ?? lead?.estimate;
  return (
    <dl className="summary">
      {lead && (
        <Fact label="Lead" testId="lead-card">
          {job ? codeText(job) : codeText(lead.trade)} <Badge size="xs" variant="light" color={lead.status === 'LOST' ? 'gray' : 'blue'}>{leadText[lead.status]}{lead.lostReason && `: ${codeText(lead.lostReason).toLowerCase()}`}</Badge>
        </Fact>
      )}
      {estimate && <Fact label="Estimate">{estimateText(estimate)}</Fact>}
      {address && <Fact label="Address">{addressText(address)}</Fact>}
      {appointment && (
        <Fact label="Appointment" testId="appointment-card">
          {visitText(appointment, timeZone)} <Badge size="xs" variant="light" color={appointment.status === 'CONFIRMED' ? 'green' : 'gray'}>{appointmentText[appointment.status]}</Badge>
        </Fact>
      )}
      {others.length > 0 && <Fact labelShown label={others.length === 1 ? 'Other number' : 'Other numbers'} testId="other-numbers">{others.map(phoneText).join(', ')}</Fact>}
    </dl>
  );
}

/** @param labelShown also on a phone, where the others speak for themselves */
function Fact({ label, labelShown = false, testId, children }: { label: string; labelShown?: boolean; testId?: string; children: ReactNode }) {
  return (
    <div data-testid={testId}>
      <dt className={labelShown ? undefined : 'spoken'}><Text span size="xs" c="dimmed">{label}</Text></dt>
      <dd><Text span size="sm" fw={600}>{children}</Text></dd>
    </div>
  );
}
