/** Writes a text to the customer. Enter sends, Shift+Enter breaks the line. While the AI answers, sending takes over. */
import { Alert, Button, Group, Text, Textarea } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { wordsFor } from '../feed/phases';
import type { Details } from '../feed/state';
import { useActions } from '../feed/useFeed';
import { wordsForSegments } from './wordsForSegments';

const longest = 1600;

export function Composer({ details: { id, handler, customer } }: { details: Details }) {
  const { send } = useActions();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = useRef({ text: '', key: '' });
  const body = text.trim();
  const ready = body.length > 0 && !busy && !customer.optedOut;

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!ready) return;
    // The same text tried again keeps its key, so that a lost answer does not send it twice.
    if (attempt.current.text !== body) attempt.current = { text: body, key: newKey() };
    setBusy(true);
    setProblem(null);
    try {
      await send(id, body, attempt.current.key);
      attempt.current = { text: '', key: '' };
      setText('');
    } catch (error) {
      setProblem(wordsFor(error));
    } finally {
      setBusy(false);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  }

  return (
    <form className="composer" onSubmit={(event) => void submit(event)}>
      {problem && <Alert color="red" role="alert" p="xs" mb={6} withCloseButton closeButtonLabel="Dismiss" onClose={() => setProblem(null)}>{problem}</Alert>}
      <Textarea
        aria-label="Text to the customer"
        placeholder={customer.optedOut ? 'The customer asked for no more texts.' : 'Write a text'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        maxLength={longest}
        disabled={customer.optedOut ?? false}
        autosize
        minRows={1}
        maxRows={5}
        data-testid="composer"
      />
      <Group justify="space-between" mt={6} wrap="nowrap">
        <Text size="xs" c="dimmed" data-testid="segments">
          {handler === 'AI' ? 'The AI is answering. Sending takes over from it. ' : ''}
          {body && wordsForSegments(body)}
        </Text>
        <Button type="submit" size="sm" disabled={!ready} loading={busy} className="fixed" data-testid="send">{handler === 'AI' ? 'Take over and send' : 'Send'}</Button>
      </Group>
    </form>
  );
}

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
