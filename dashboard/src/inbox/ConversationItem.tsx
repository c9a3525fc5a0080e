/** One line of the inbox: who, what was said last, and whether somebody has to act. */
import { Badge, Text, UnstyledButton } from '@mantine/core';
import type { Message, Summary } from '../feed/state';
import { useFeed } from '../feed/useFeed';
import { StatusBadge } from '../thread/StatusBadge';
import { codeText, customerText, momentText, urgencyColor, urgencyText } from '../words';

interface Props {
  conversation: Summary;
  selected: boolean;
  /** Whether the Tab key stops here; the arrow keys do the rest. */
  reachable: boolean;
  onOpen: () => void;
}

export function ConversationItem({ conversation, selected, reachable, onOpen }: Props) {
  const timeZone = useFeed((state) => state.timeZone);
  const { customer, urgency, handler, unreadCount, updatedAt, messages, lead } = conversation;
  const last = messages.nodes[0];
  return (
    <UnstyledButton
      className="conversation"
      tabIndex={reachable ? 0 : -1}
      aria-current={selected || undefined}
      onClick={onOpen}
      data-conversation
      data-testid="conversation-item"
      data-id={conversation.id}
      data-unread={unreadCount}
    >
      <span className="conversation-top">
        <Text span fw={unreadCount > 0 ? 800 : 600} truncate>{customerText(customer)}</Text>
        <Text span size="xs" c="dimmed" className="fixed">{momentText(updatedAt, timeZone)}</Text>
      </span>
      <span className="conversation-top">
        <Text span size="sm" c={unreadCount > 0 ? undefined : 'dimmed'} fw={unreadCount > 0 ? 600 : 400} truncate>
          {last ? `${speakerText(last)}${last.body || 'Picture'}` : 'No texts yet'}
        </Text>
        {unreadCount > 0 && <Badge size="sm" circle={unreadCount < 10} className="fixed" aria-label={`${unreadCount} unread`}>{unreadCount}</Badge>}
      </span>
      <span className="badges">
        {urgency !== 'NORMAL' && <Badge size="xs" variant={urgency === 'EMERGENCY' ? 'filled' : 'light'} color={urgency === 'EMERGENCY' ? 'red.9' : urgencyColor[urgency]}>{urgencyText[urgency]}</Badge>}
        <StatusBadge conversation={conversation} size="xs" />
        <Badge size="xs" variant="light" color={handler === 'AI' ? 'cyan' : 'teal'}>{handler === 'AI' ? 'AI' : 'Human'}</Badge>
        {lead?.jobType && <Text span size="xs" c="dimmed" truncate>{codeText(lead.jobType)}</Text>}
      </span>
    </UnstyledButton>
  );
}

function speakerText({ sender, author }: Message): string {
  if (sender === 'CUSTOMER') return '';
  if (sender === 'HUMAN') return `${author?.firstName ?? 'Colleague'}: `;
  return sender === 'AI' ? 'AI: ' : 'Automatic: ';
}
