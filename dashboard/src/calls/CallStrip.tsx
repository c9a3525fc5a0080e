/** The last calls, newest first, as they ring, are missed and followed up; one with a conversation leads to it. */
import { Badge, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Call } from '../feed/state';
import { useFeed } from '../feed/useFeed';
import { callColor, callText, customerText, momentText, phoneText } from '../words';

const shown = 12;

export function CallStrip() {
  const calls = useFeed((state) => state.calls);
  return (
    <section aria-label="Recent calls" className="calls">
      {calls.length === 0 && <Text size="sm" c="dimmed" p="xs">No calls yet. They show here as they ring.</Text>}
      <ol className="plain call-list" tabIndex={calls.length > 0 ? 0 : undefined} aria-label="Recent calls, newest first">
        {calls.slice(0, shown).map((call) => (
          <li key={call.id} className="call" data-testid="call-item" data-status={call.status} data-outcome={call.outcome?.kind}>
            {call.conversation ? <Link to="/conversations/$id" params={{ id: call.conversation.id }} className="call-link"><CallCard call={call} /></Link> : <div className="call-link"><CallCard call={call} /></div>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function CallCard({ call }: { call: Call }) {
  const timeZone = useFeed((state) => state.timeZone);
  const caller = call.customer ? customerText(call.customer) : call.from ? phoneText(call.from) : 'Number withheld';
  return (
    <>
      <span className="call-top">
        <Text span size="sm" fw={600}>{caller}</Text>
        <Text span size="xs" c="dimmed">{momentText(call.startedAt, timeZone)}</Text>
      </span>
      <Badge size="sm" variant="light" color={callColor[call.status]} className={call.status === 'RINGING' ? 'ringing' : undefined} tt="none">{callText(call)}</Badge>
    </>
  );
}
