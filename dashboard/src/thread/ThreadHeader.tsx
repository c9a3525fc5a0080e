/** Who the customer is, who answers them, and what the owner can do about it. */
import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Details } from '../feed/state';
import { useActions, useAttempt } from '../feed/useFeed';
import { codeText, customerText, phoneText, statusColor, statusText, urgencyColor, urgencyText } from '../words';

export function ThreadHeader({ details }: { details: Details }) {
  const { takeOver, returnToAi, resolve } = useActions();
  const attempt = useAttempt();
  const [busy, setBusy] = useState(false);
  const { id, customer, phone, handler, status, stage, urgency, assignee } = details;
  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    await attempt(work);
    setBusy(false);
  };
  return (
    <div className="thread-header">
      <Link to="/" className="back" aria-label="Back to the conversations" data-testid="back">‹</Link>
      <div className="thread-who">
        <Title order={2} size="h4" lineClamp={1}>{customerText(customer)}</Title>
        <Group gap={6}>
          {customer.name && <Text size="xs" c="dimmed">{phoneText(phone)}</Text>}
          <Badge size="sm" variant="light" color={statusColor[status]}>{statusText[status]}</Badge>
          {urgency !== 'NORMAL' && <Badge size="sm" variant={urgency === 'EMERGENCY' ? 'filled' : 'light'} color={urgency === 'EMERGENCY' ? 'red.9' : urgencyColor[urgency]}>{urgencyText[urgency]}</Badge>}
          <Badge size="sm" variant="light" color={handler === 'AI' ? 'cyan' : 'teal'} data-testid="thread-handler" data-handler={handler}>
            {handler === 'AI' ? `AI: ${codeText(stage)}` : assignee ? `${assignee.firstName} answers` : 'Human'}
          </Badge>
          {customer.optedOut && <Badge size="sm" variant="light" color="red">Wants no texts</Badge>}
        </Group>
      </div>
      <Group gap={6} className="thread-actions">
        <Button component="a" size="xs" variant="default" href={`tel:${phone}`} aria-label={`Call ${phoneText(phone)}`} data-testid="call-customer">Call</Button>
        {handler === 'AI'
          ? <Button size="xs" disabled={busy} onClick={() => void act(() => takeOver(id))} data-testid="take-over">Take over</Button>
          : <Button size="xs" variant="default" disabled={busy} onClick={() => void act(() => returnToAi(id))} data-testid="return-to-ai">Return to AI</Button>}
        {status !== 'RESOLVED' && <Button size="xs" variant="default" disabled={busy} onClick={() => void act(() => resolve(id))} data-testid="resolve">Resolve</Button>}
      </Group>
    </div>
  );
}
