/** Whether somebody has to do something about a conversation; the visit, where one is agreed and nobody has to. */
import { Badge, type BadgeProps } from '@mantine/core';
import type { Summary } from '../feed/state';
import { useFeed } from '../feed/useFeed';
import { bookedText, statusColor, statusText } from '../words';

interface Props {
  conversation: Pick<Summary, 'status' | 'appointment'>;
  size: BadgeProps['size'];
}

export function StatusBadge({ conversation: { status, appointment }, size }: Props) {
  const timeZone = useFeed((state) => state.timeZone);
  const settled = status === 'OPEN' || status === 'WAITING_CUSTOMER';
  const booked = settled && (appointment?.status === 'CONFIRMED' || appointment?.status === 'RESCHEDULED');
  if (!booked || !appointment) return <Badge size={size} variant="light" color={statusColor[status]}>{statusText[status]}</Badge>;
  return <Badge size={size} variant="light" color="green" tt="none">Booked {bookedText(appointment.start, timeZone)}</Badge>;
}
