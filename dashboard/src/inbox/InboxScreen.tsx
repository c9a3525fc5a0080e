/** Figures and calls on top, conversations on the left, the thread on the right; on a phone one of the two. */
import { Outlet, useParams } from '@tanstack/react-router';
import { CallStrip } from '../calls/CallStrip';
import { Counters } from '../counters/Counters';
import { ConversationList } from './ConversationList';

export function InboxScreen() {
  const { id } = useParams({ strict: false });
  return (
    <div className="inbox" data-open={Boolean(id)}>
      <div className="overview">
        <Counters />
        <CallStrip />
      </div>
      <ConversationList selected={id ?? null} />
      <div className="pane">{id ? <Outlet /> : <p className="hint">Choose a conversation to read and answer it.</p>}</div>
    </div>
  );
}
