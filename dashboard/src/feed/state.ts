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
/** Which conversations the inbox lists. */
export type Choice = 'all' | 'needsYou' | 'unread' | 'emergencies' | 'resolved';

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

/** A reply not sent yet. */
export interface Draft {
  text: string;
  /** The last try to send, whose key the same text keeps, so that a lost answer does not send it twice. */
  attempt: { body: string; key: string } | null;
}

export interface State {
  phase: Phase;
  connection: ConnectionState;
  me: MeQuery['me'] | null;
  /** IANA name of the business's zone: its days are the dashboard's days. */
  timeZone: string;
  /** Those asked for, and those that changed since, whether they fit the choice or not. */
  conversations: Record<string, Summary>;
  inbox: { choice: Choice; phase: Phase };
  moreConversations: More;
  /** Newest first. */
  calls: Call[];
  /** Neither resolved nor snoozed: what nobody has seen first, of that the gravest, of equals who waits longest. */
  alerts: Alert[];
  threads: Record<string, Thread>;
  /** By conversation; kept while the page is open. */
  drafts: Record<string, Draft>;
  /** Agreed visits of a day, without slots that are only held. */
  day: { date: string; phase: Phase; appointments: DayAppointment[] };
  period: Period;
  counters: Counters | null;
  /** The last thing to read out to those who do not see the page. */
  announcement: string;
}

export const noDraft: Draft = { text: '', attempt: null };
export const noThread: Thread = { phase: { kind: 'loading' }, details: null, messages: [], more: null };

/** The business of the user; undefined until known, and for who has none. */
export function businessOf({ me }: State) {
  return me?.memberships.find(({ tenant }) => tenant)?.tenant ?? undefined;
}
