/** The texts, oldest first. Stays at the newest unless the reader has scrolled up; older ones on request. */
import { Button } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Details, Thread } from '../feed/state';
import { useActions, useAttempt } from '../feed/useFeed';
import { MessageBubble } from './MessageBubble';

/** Closer to the end than this counts as reading the newest, in pixels. */
const nearEnd = 80;

export function MessageList({ id, thread: { messages, more }, details }: { id: string; thread: Thread; details: Details }) {
  const { moreMessages } = useActions();
  const attempt = useAttempt();
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const heightBefore = useRef(0);
  const newestSeen = useRef<string | undefined>(undefined);
  const [behind, setBehind] = useState(false);
  const first = messages[0]?.id;
  const newest = messages.at(-1);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const arrived = newest?.id !== newestSeen.current;
    newestSeen.current = newest?.id;
    if (arrived && newest?.sender === 'HUMAN') following.current = true;
    if (following.current) element.scrollTop = element.scrollHeight;
    else if (heightBefore.current) element.scrollTop += element.scrollHeight - heightBefore.current;
    else if (arrived) setBehind(true);
    heightBefore.current = 0;
  }, [messages.length, first, newest?.id, newest?.sender]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  function noteReading() {
    const element = box.current;
    if (!element) return;
    following.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    if (following.current) setBehind(false);
  }

  async function loadOlder() {
    following.current = false;
    await attempt(() => {
      heightBefore.current = box.current?.scrollHeight ?? 0;
      return moreMessages(id);
    });
  }

  return (
    <div ref={box} className="messages" onScroll={noteReading} tabIndex={0} role="log" aria-label="Texts, oldest first">
      {more && <Button variant="subtle" size="xs" mx="auto" loading={more.loading} onClick={() => void loadOlder()} data-testid="load-more-messages">Load older texts</Button>}
      {messages.length === 0 && <p className="hint">No texts yet.</p>}
      {messages.map((message) => <MessageBubble key={message.id} message={message} customer={details.customer} />)}
      {behind && <Button size="xs" className="newest" onClick={() => box.current?.scrollTo({ top: box.current.scrollHeight })}>New text below</Button>}
    </div>
  );
}
