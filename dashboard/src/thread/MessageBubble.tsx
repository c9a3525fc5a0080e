/** One text: who wrote it, what it says, how far it has come. */
import { Anchor, Text } from '@mantine/core';
import type { Details, Message } from '../feed/state';
import { useFeed } from '../feed/useFeed';
import { deliveryText, senderText, stampText } from '../words';

export function MessageBubble({ message, customer }: { message: Message; customer: Details['customer'] }) {
  const timeZone = useFeed((state) => state.timeZone);
  const lost = message.status === 'FAILED' || message.status === 'UNDELIVERED';
  const delivery = deliveryText[message.status] + (lost && message.errorCode ? ` (${message.errorCode})` : '');
  return (
    <article className="message" data-testid="thread-message" data-sender={message.sender} data-status={message.status} data-direction={message.direction}>
      <Text size="xs" c="dimmed" className="message-meta">{senderText(message, customer)}</Text>
      <div className="bubble">
        {message.body}
        {message.media.map(({ url, contentType }) => <Anchor key={url} href={url} target="_blank" rel="noreferrer" display="block" c="inherit" td="underline">Attachment ({contentType})</Anchor>)}
      </div>
      <Text size="xs" c={lost ? 'red' : 'dimmed'} className="message-meta">
        {stampText(message.createdAt, timeZone)}{delivery && ` · ${delivery}`}
      </Text>
    </article>
  );
}
