/** One conversation: what to do with it, what it is about, what was said, and a place to answer. Reading it marks it read. */
import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useActions, useFeed } from '../feed/useFeed';
import { Composer } from './Composer';
import { MessageList } from './MessageList';
import { SummaryCard } from './SummaryCard';
import { ThreadHeader } from './ThreadHeader';
import { useVisible } from './useVisible';

export function ThreadPane({ id }: { id: string }) {
  const thread = useFeed((state) => state.threads[id]);
  const { openThread, markRead } = useActions();
  const known = thread !== undefined;
  const unread = thread?.details?.unreadCount ?? 0;
  const visible = useVisible();
  const composer = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    void openThread(id);
  }, [id, known, openThread]);

  useEffect(() => {
    if (visible && unread > 0) markRead(id).catch(() => undefined);
  }, [id, unread, visible, markRead]);

  if (thread?.details) {
    return (
      <section className="thread" aria-label="Conversation" data-testid="thread" data-id={id}>
        <ThreadHeader details={thread.details} composer={composer} />
        <SummaryCard details={thread.details} />
        <MessageList id={id} thread={thread} details={thread.details} />
        <Composer details={thread.details} ref={composer} />
      </section>
    );
  }
  if (thread?.phase.kind === 'failed') {
    return (
      <Center h="100%" p="md">
        <Stack align="center" role="alert">
          <Text>{thread.phase.message}</Text>
          <Button onClick={() => void openThread(id)}>Try again</Button>
        </Stack>
      </Center>
    );
  }
  return <Center h="100%">{thread?.phase.kind === 'ready' ? <Text>There is no such conversation.</Text> : <Loader aria-label="Loading" />}</Center>;
}
