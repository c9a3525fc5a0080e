/**
 * Keeps the state true: asks for `eventCursor`, takes a snapshot, then folds in every event behind the cursor. After
 * CURSOR_EXPIRED (more than a day away) it begins anew, keeping what is shown until the new snapshot is there.
 */
import type { Client } from '../../../sdk/client';
import {
  AlertsDocument,
  AppointmentsOfDayDocument,
  CallsDocument,
  DashboardCountersDocument,
  DashboardUpdatedDocument,
  EventCursorDocument,
  EventsDocument,
  InboxDocument,
  MeDocument,
  type AlertStatus,
  type InboxQuery,
} from '../../../sdk/generated/operations.generated';
import { createActions } from './actions';
import { filters } from './choices';
import { applyEvent, isAgreed, mergeAlerts, mergeCalls, mergeConversations } from './fold';
import { dayRange, periodRange, today } from './ranges';
import type { Choice, Period, Phase, State } from './state';
import { failed, moreOf } from './phases';
import { createStore } from './store';

export type Feed = ReturnType<typeof createFeed>;

const pageSize = 25;
/** How often to look whether a new day has begun. */
const dayCheckMs = 60_000;

export function createFeed(client: Client) {
  const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const store = createStore({
    phase: { kind: 'loading' },
    connection: 'idle',
    me: null,
    timeZone: browserZone,
    conversations: {},
    inbox: { choice: 'all', phase: { kind: 'loading' } },
    moreConversations: null,
    calls: [],
    alerts: [],
    threads: {},
    drafts: {},
    day: { date: today(browserZone), phase: { kind: 'loading' }, appointments: [] },
    period: 'today',
    counters: null,
    announcement: '',
  });
  let stopEvents = () => {};
  let stopCounters = () => {};
  /** Answers to questions of an earlier run are dropped. */
  let run = 0;
  let countersAsked = 0;
  let listsAsked = 0;
  let present = '';

  async function start(): Promise<void> {
    const mine = ++run;
    const { choice } = store.get().inbox;
    stopEvents();
    try {
      const { eventCursor } = await client.query(EventCursorDocument, {});
      const [{ me }, inbox] = await Promise.all([client.query(MeDocument, {}), client.query(InboxDocument, { filter: filters[choice], first: pageSize })]);
      const status: AlertStatus[] = ['OPEN', 'ACKNOWLEDGED'];
      const [calls, alerts, dangers] = await Promise.all([
        client.query(CallsDocument, { first: pageSize }).catch(() => null),
        client.query(AlertsDocument, { filter: { status }, first: 50 }).catch(() => null),
        // By themselves: the list begins with the newest, and a danger must not sink behind it.
        client.query(AlertsDocument, { filter: { status, kind: ['LIFE_SAFETY'] }, first: 100 }).catch(() => null),
      ]);
      if (mine !== run) return;
      const timeZone = me.memberships.find(({ tenant }) => tenant)?.tenant?.timeZone ?? browserZone;
      present = today(timeZone);
      store.change((state) => ({
        // Another list may have been chosen meanwhile, whose answer is then to come.
        ...(state.inbox.choice === choice ? withList({ ...state, conversations: {}, threads: {} }, inbox) : { ...state, threads: {} }),
        phase: { kind: 'ready' },
        me,
        timeZone,
        calls: mergeCalls([], calls?.calls.nodes ?? []),
        alerts: mergeAlerts(dangers?.alerts.nodes ?? [], alerts?.alerts.nodes ?? []),
        day: { ...state.day, date: present },
      }));
      stopEvents = client.subscribe(EventsDocument, {}, {
        after: eventCursor,
        onEvent: ({ events }) => store.change((state) => applyEvent(state, events)),
        onCursorExpired: () => void start(),
        onError: (error) => store.change((state) => ({ ...state, phase: failed(error) })),
      });
      void showDay(present);
      void countOver(store.get().period);
    } catch (error) {
      if (mine === run) store.change((state) => ({ ...state, phase: failed(error) }));
    }
  }

  /** Lists other conversations. */
  async function listBy(choice: Choice): Promise<void> {
    const mine = ++listsAsked;
    store.change((state) => ({ ...state, conversations: {}, moreConversations: null, inbox: { choice, phase: { kind: 'loading' } } }));
    try {
      const inbox = await client.query(InboxDocument, { filter: filters[choice], first: pageSize });
      if (mine === listsAsked) store.change((state) => withList(state, inbox));
    } catch (error) {
      if (mine === listsAsked) store.change((state) => ({ ...state, inbox: { choice, phase: failed(error) } }));
    }
  }

  async function moreConversations(): Promise<void> {
    const { moreConversations: more, inbox: { choice } } = store.get();
    const mine = listsAsked;
    if (!more || more.loading) return;
    store.change((state) => ({ ...state, moreConversations: { ...more, loading: true } }));
    try {
      const { conversations } = await client.query(InboxDocument, { filter: filters[choice], first: pageSize, after: more.after });
      if (mine === listsAsked) store.change((state) => ({ ...mergeConversations(state, conversations.nodes), moreConversations: moreOf(conversations.pageInfo) }));
    } catch (error) {
      if (mine === listsAsked) store.change((state) => ({ ...state, moreConversations: { ...more, loading: false } }));
      throw error;
    }
  }

  /** Shows the appointments of a day, YYYY-MM-DD of the business. */
  async function showDay(date: string): Promise<void> {
    const settle = (phase: Phase, appointments: State['day']['appointments']) =>
      store.change((state) => (state.day.date === date ? { ...state, day: { date, phase, appointments } } : state));
    store.change((state) => ({ ...state, day: { date, phase: { kind: 'loading' }, appointments: state.day.date === date ? state.day.appointments : [] } }));
    try {
      const { appointments } = await client.query(AppointmentsOfDayDocument, { range: dayRange(date, store.get().timeZone), first: 100 });
      settle({ kind: 'ready' }, appointments.nodes.filter(isAgreed));
    } catch (error) {
      settle(failed(error), []);
    }
  }

  /** Shows the counters of a period and follows them. They have no cursor: after a gap they are asked for anew. */
  async function countOver(period: Period): Promise<void> {
    const range = periodRange(period, store.get().timeZone);
    const mine = ++countersAsked;
    const ask = async () => {
      const answer = await client.query(DashboardCountersDocument, { range }).catch(() => null);
      if (answer && mine === countersAsked) store.change((state) => ({ ...state, counters: answer.dashboard }));
    };
    stopCounters();
    store.change((state) => ({ ...state, period, counters: state.period === period ? state.counters : null }));
    stopCounters = client.subscribe(DashboardUpdatedDocument, { range }, {
      onEvent: ({ dashboardUpdated }) => store.change((state) => ({ ...state, counters: dashboardUpdated })),
      onConnected: ({ again }) => void (again && ask()),
    });
    await ask();
  }

  function onNewDay(): void {
    const { phase, timeZone, day, period } = store.get();
    const now = today(timeZone);
    if (phase.kind !== 'ready' || now === present) return;
    const wasToday = day.date === present;
    present = now;
    if (wasToday) void showDay(now);
    void countOver(period);
  }

  /** Begins; returns how to stop. */
  function open(): () => void {
    const stopConnection = client.onConnectionChange((connection) => store.change((state) => ({ ...state, connection })));
    const dayCheck = setInterval(onNewDay, dayCheckMs);
    void start();
    return () => {
      run += 1;
      countersAsked += 1;
      listsAsked += 1;
      clearInterval(dayCheck);
      stopConnection();
      stopEvents();
      stopCounters();
    };
  }

  return { get: store.get, subscribe: store.subscribe, open, restart: start, listBy, moreConversations, showDay, countOver, ...createActions(client, store) };
}

/** The state with a list that was asked for, and what events told of it meanwhile. */
function withList(state: State, { conversations: { nodes, pageInfo } }: InboxQuery): State {
  return { ...mergeConversations(state, nodes), moreConversations: moreOf(pageInfo), inbox: { ...state.inbox, phase: { kind: 'ready' } } };
}
