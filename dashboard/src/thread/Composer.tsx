/** Writes a text to the customer. Enter sends, Shift+Enter breaks the line. While the AI answers, sending takes over. */
import { Alert, Button, Text, Textarea } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, type RefObject, useState } from 'react';
import { wordsFor } from '../feed/phases';
import type { Details } from '../feed/state';
import { useActions, useFeed } from '../feed/useFeed';
import { customerText } from '../words';
import { wordsForSegments } from './wordsForSegments';

const longest = 1600;

export function Composer({ details: { id, handler, status, customer }, ref }: { details: Details; ref: RefObject<HTMLTextAreaElement | null> }) {
  const { keepDraft, sendDraft } = useActions();
  const text = useFeed((state) => state.drafts[id]?.text ?? '');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const body = text.trim();
  const ready = body.length > 0 && !busy;

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!ready) return;
    setBusy(true);
    setProblem(null);
    try {
      await sendDraft(id);
      ref.current?.focus();
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

  if (customer.optedOut) return <p className="composer composer-closed" data-testid="no-texts">The customer asked for no more texts. You can still call.</p>;
  const consequence = status === 'RESOLVED' ? 'This conversation is resolved. Sending opens it again.' : handler === 'AI' && 'The AI is answering. Sending takes over from it.';
  return (
    <form className="composer" onSubmit={(event) => void submit(event)}>
      {problem && <Alert color="red" role="alert" p="xs" mb={6} withCloseButton closeButtonLabel="Dismiss" onClose={() => setProblem(null)}>{problem}</Alert>}
      <div className="composer-line">
        <Textarea
          ref={ref}
          className="composer-text"
          aria-label={`Text to ${customerText(customer)}`}
          placeholder="Write a text"
          value={text}
          onChange={(event) => keepDraft(id, { text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
          maxLength={longest}
          autosize
          minRows={1}
          maxRows={5}
          data-testid="composer"
        />
        <Button type="submit" size="sm" disabled={!ready} loading={busy} className="fixed" data-testid="send">Send</Button>
      </div>
      <Text size="xs" c="dimmed" className="composer-hint" data-testid="segments">
        {[consequence, body && wordsForSegments(body)].filter(Boolean).join(' ')}
      </Text>
    </form>
  );
}
