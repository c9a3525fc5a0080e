/** Who the customer is, who answers them, and what the owner can do about it. */
import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type RefObject, useRef } from 'react';
import type { Details } from '../feed/state';
import { useActions, useOneAct } from '../feed/useFeed';
import { codeText, customerText, phoneText, urgencyColor, urgencyText } from '../words';
import { StatusBadge } from './StatusBadge';

interface Props {
  details: Details;
  /** Where the owner goes on after taking over. */
  composer: RefObject<HTMLTextAreaElement | null>;
}

export function ThreadHeader({ details, composer }: Props) {
  const { takeOver, returnToAi, resolve } = useActions();
  const { busy, act } = useOneAct();
  const toggle = useRef<HTMLButtonElement>(null);
  const { id, customer, phone, handler, status, stage, urgency, assignee } = details;
  const press = async (work: (id: string) => Promise<void>, next: RefObject<HTMLElement | null>) => {
    if (await act(() => work(id))) next.current?.focus();
  };
  return (
    <div className="thread-header">
      <Link to="/" className="back" aria-label="Back to the conversations" data-testid="back">‹</Link>
      <div className="thread-who">
        <Title order={2} size="h4" lineClamp={1}>{customerText(customer)}</Title>
        <Group gap={6}>
          {customer.name && <Text size="xs" c="dimmed">{phoneText(phone)}</Text>}
          <StatusBadge conversation={details} size="sm" />
          {urgency !== 'NORMAL' && <Badge size="sm" variant={urgency === 'EMERGENCY' ? 'filled' : 'light'} color={urgency === 'EMERGENCY' ? 'red.9' : urgencyColor[urgency]}>{urgencyText[urgency]}</Badge>}
          <Badge size="sm" variant="light" color={handler === 'AI' ? 'cyan' : 'teal'} data-testid="thread-handler" data-handler={handler}>
            {handler === 'AI' ? (stage === 'BOOKED' || stage === 'CLOSED' ? 'AI' : `AI: ${codeText(stage)}`) : assignee ? `${assignee.firstName} answers` : 'Human'}
          </Badge>
          {customer.optedOut && <Badge size="sm" variant="light" color="red">Wants no texts</Badge>}
        </Group>
      </div>
      <Group gap={6} className="thread-actions">
        <Button component="a" size="xs" variant="default" href={`tel:${phone}`} aria-label={`Call ${phoneText(phone)}`} data-testid="call-customer">Call</Button>
        {handler === 'AI'
          ? <Button ref={toggle} size="xs" aria-disabled={busy} onClick={() => void press(takeOver, customer.optedOut ? toggle : composer)} data-testid="take-over">Take over</Button>
          : <Button ref={toggle} size="xs" variant="default" aria-disabled={busy} onClick={() => void press(returnToAi, toggle)} data-testid="return-to-ai">Return to AI</Button>}
        {status !== 'RESOLVED' && <Button size="xs" variant="default" aria-disabled={busy} onClick={() => void press(resolve, toggle)} data-testid="resolve">Resolve</Button>}
      </Group>
    </div>
  );
}
