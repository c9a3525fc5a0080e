/** One conversation: what to do with it, what it is about, what was said, and a place to answer. Reading it marks it read. Escape leads back to the list. */
import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { useActions, useFeed } from '../feed/useFeed';
import { hasKeyboard, isPhone } from '../frame/screenSize';
import { focusConversation } from '../inbox/focusConversation';
import { customerText } from '../words';
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
  const pane = useFocusOnceShown(thread?.details != null, composer);
  const navigate = useNavigate();

  useEffect(() => {
    void openThread(id);
  }, [id, known, openThread]);

  useEffect(() => {
    if (visible && unread > 0) markRead(id).catch(() => undefined);
  }, [id, unread, visible, markRead]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    if (isPhone()) void navigate({ to: '/' });
    else focusConversation(id);
  }

  if (thread?.details) {
    return (
      <section ref={pane} tabIndex={-1} onKeyDown={onKeyDown} className="thread" aria-label={`Conversation with ${customerText(thread.details.customer)}`} data-testid="thread" data-id={id}>
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

/** Who opens a conversation goes on in it: in the field to answer, or where there is none or it would open a keyboard, at the top. */
function useFocusOnceShown(shown: boolean, composer: RefObject<HTMLTextAreaElement | null>) {
  const pane = useRef<HTMLElement>(null);
  const done = useRef(false);
  useEffect(() => {
    if (!shown || done.current) return;
    done.current = true;
    ((hasKeyboard() && composer.current) || pane.current)?.focus();
  }, [shown, composer]);
  return pane;
}
