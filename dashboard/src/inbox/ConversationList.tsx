/** The conversations, newest activity first. Arrow keys move, Enter opens. */
import { Button, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import { useActions, useAttempt, useFeed } from '../feed/useFeed';
import { ConversationItem } from './ConversationItem';

export function ConversationList({ selected }: { selected: string | null }) {
  const conversations = useFeed((state) => state.conversations);
  const more = useFeed((state) => state.moreConversations);
  const { moreConversations } = useActions();
  const attempt = useAttempt();
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const ordered = useMemo(() => Object.values(conversations).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)), [conversations]);
  const reachable = selected && conversations[selected] ? selected : ordered[0]?.id;

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
      {ordered.length === 0 && (
        <div className="hint">
          <Text fw={600}>No conversations yet</Text>
          <Text size="sm" c="dimmed">When a call is missed, the caller gets a text, and what they answer shows here.</Text>
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
