/** The conversations of the choice, newest activity first. Arrow keys move, Enter opens. */
import { Button, Center, Loader, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { fits } from '../feed/choices';
import type { Choice } from '../feed/state';
import { useActions, useAttempt, useFeed } from '../feed/useFeed';
import { ChoiceBar } from './ChoiceBar';
import { ConversationItem } from './ConversationItem';
import { focusConversation } from './focusConversation';

const none: Record<Choice, [title: string, hint: string]> = {
  all: ['No conversations yet', 'When a call is missed, the caller gets a text, and what they answer shows here.'],
  needsYou: ['Nobody needs you', 'A conversation shows here when a person has to go on with it.'],
  unread: ['Everything is read', 'Conversations with words of a customer that nobody has read show here.'],
  emergencies: ['No emergencies', 'Conversations show here while somebody has to come at once.'],
  resolved: ['Nothing is resolved yet', 'Conversations that are done show here.'],
};

export function ConversationList({ selected }: { selected: string | null }) {
  const conversations = useFeed((state) => state.conversations);
  const more = useFeed((state) => state.moreConversations);
  const { choice, phase } = useFeed((state) => state.inbox);
  const { listBy, moreConversations } = useActions();
  const attempt = useAttempt();
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  useFocusOnReturn(selected);
  const ordered = useMemo(() => 
    // What is read while it is open stays, or it would go from under the reader's hand.
    Object.values(conversations)
      .filter((conversation) => fits(choice, conversation) || (choice === 'unread' && conversation.id === selected))
      .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)), [conversations, choice, selected]);
  const reachable = ordered.some(({ id }) => id === selected) ? selected : ordered[0]?.id;

  function move(event: KeyboardEvent) {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-conversation]') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (target === undefined || at < 0) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, target))]?.focus();
  }

  return (
    <section aria-label="Conversations" className="list" data-testid="inbox">
      <ChoiceBar />
      {phase.kind === 'loading' && <Center p="xl"><Loader size="sm" aria-label="Loading" /></Center>}
      {phase.kind === 'failed' && (
        <div className="hint" role="alert">
          <Text>{phase.message}</Text>
          <Button variant="subtle" size="compact-sm" onClick={() => void listBy(choice)}>Try again</Button>
        </div>
      )}
      {phase.kind === 'ready' && ordered.length === 0 && (
        <div className="hint" role="status" data-testid="no-conversations">
          <Text fw={600}>{none[choice][0]}</Text>
          <Text size="sm" c="dimmed">{none[choice][1]}</Text>
        </div>
      )}
      <ul ref={list} className="plain" onKeyDown={move} aria-label="Conversations, newest activity first">
        {ordered.map((conversation) => (
          <li key={conversation.id}>
            <ConversationItem
              conversation={conversation}
              selected={conversation.id === selected}
              reachable={conversation.id === reachable}
              onOpen={() => void navigate({ to: '/conversations/$id', params: { id: conversation.id } })}
            />
          </li>
        ))}
      </ul>
      {more && (
        <Button variant="subtle" fullWidth loading={more.loading} onClick={() => void attempt(moreConversations)} data-testid="load-more-conversations">Load more</Button>
      )}
    </section>
  );
}

/** Who leaves a thread that took focus with it goes on at its line. */
function useFocusOnReturn(selected: string | null) {
  const before = useRef(selected);
  useEffect(() => {
    if (before.current && !selected && document.activeElement === document.body) focusConversation(before.current);
    before.current = selected;
  }, [selected]);
}
