/** What the dashboard knows; changed only by the feed, never in place. */
import type {
  AlertDetailsFragment,
  AppointmentsOfDayQuery,
  CallDetailsFragment,
  ConversationSummaryFragment,
  ConversationThreadQuery,
  CountersFragment,
  MeQuery,
  MessageDetailsFragment,
} from '../../../sdk/generated/operations.generated';
import type { ConnectionState } from '../../../sdk/stream';

export type Summary = ConversationSummaryFragment;
export type Message = MessageDetailsFragment;
export type Call = CallDetailsFragment;
export type Alert = AlertDetailsFragment;
export type DayAppointment = AppointmentsOfDayQuery['appointments']['nodes'][number];
export type Counters = CountersFragment;
export type Details = Omit<NonNullable<ConversationThreadQuery['conversation']>, 'messages'>;
export type Period = 'today' | 'week' | 'month';

/** How far a part has come; `message` says what to show the user. */
export type Phase = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; message: string };

/** More of a list to be had behind this cursor; null when it is whole. */
export type More = { after: string; loading: boolean } | null;

export interface Thread {
  phase: Phase;
  /** Null until loaded, and for a conversation that does not exist. */
  details: Details | null;
  /** Oldest first. */
  messages: Message[];
  more: More;
}

export interface State {
  phase: Phase;
  connection: ConnectionState;
  me: MeQuery['me'] | null;
  /** IANA name of the business's zone: its days are the dashboard's days. */
  timeZone: string;
  conversations: Record<string, Summary>;
  moreConversations: More;
  /** Newest first. */
  calls: Call[];
  /** Neither resolved nor snoozed, the gravest first. */
  alerts: Alert[];
  threads: Record<string, Thread>;
  /** Agreed visits of a day, without slots that are only held. */
  day: { date: string; phase: Phase; appointments: DayAppointment[] };
  period: Period;
  counters: Counters | null;
  /** The last thing to read out to those who do not see the page. */
  announcement: string;
}

export const noThread: Thread = { phase: { kind: 'loading' }, details: null, messages: [], more: null };
