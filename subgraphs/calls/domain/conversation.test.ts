import { book, close, escalate, hear, isOver, reopen, resolve, returnToAi, takeOver, type Conversation } from './conversation';

const now = new Date('2026-11-21T15:00:00Z');
const open: Conversation = {
  id: 'c', customerId: 'k', phone: '+12085550101', lineId: 'l', status: 'OPEN', stage: 'COLLECTING_JOB', handler: 'AI', assigneeId: null, ownership: 1, turn: 1, answeredTurn: 1,
  urgency: 'NORMAL', unreadCount: 2, resolutionNote: null, missedTextAt: null, createdAt: now, updatedAt: now, resolvedAt: null, waitingSince: null,
};

test('each change of hands grows the ownership, so that a reply made before it is dropped', () => {
  const taken = takeOver(open, 'anna');
  const returned = returnToAi(taken, null);
  const escalated = escalate(returned);
  expect([taken, returned, escalated, resolve(escalated, null, now)].map((state) => state.ownership)).toEqual([2, 3, 4, 5]);
});

test('taking over what one has already changes nothing; a colleague takes it from one', () => {
  const taken = takeOver(open, 'anna');
  expect(takeOver(taken, 'anna')).toBe(taken);
  expect(takeOver(taken, 'ben')).toMatchObject({ assigneeId: 'ben', ownership: 3 });
});

test('an escalated conversation is nobody\'s until a person takes it', () => {
  expect(escalate(open)).toMatchObject({ handler: 'HUMAN', assigneeId: null, status: 'ESCALATED' });
});

test('a text of the customer begins a turn, counts as unread, and ends the waiting for one', () => {
  expect(hear({ ...open, status: 'WAITING_CUSTOMER' })).toMatchObject({ turn: 2, unreadCount: 3, status: 'OPEN' });
});

test('a resolved conversation that is heard again goes back to the AI', () => {
  expect(reopen(resolve(takeOver(open, 'anna'), 'done', now))).toMatchObject({ status: 'OPEN', handler: 'AI', assigneeId: null, resolvedAt: null });
});

test('who takes an escalated conversation ends the looking for somebody; what the customer owes stays owed', () => {
  expect(takeOver(escalate(open), 'anna')).toMatchObject({ status: 'OPEN', assigneeId: 'anna' });
  expect(takeOver({ ...open, status: 'WAITING_CUSTOMER' }, 'anna')).toMatchObject({ status: 'WAITING_CUSTOMER' });
});

test('resolving and handing back end the waiting for a human; escalating does not', () => {
  const waiting = { ...open, handler: 'HUMAN', waitingSince: now } as const;
  expect([resolve(waiting, null, now), returnToAi(waiting, null), escalate(waiting)].map((state) => state.waitingSince)).toEqual([null, null, now]);
});

test.each([
  ['asks for the job where none is known', 'COLLECTING_JOB', null],
  ['asks for the address where that is missing', 'COLLECTING_ADDRESS', { status: 'NEW', jobType: 'leak_repair', address: null }],
  ['proposes times where both are known', 'PROPOSING_SLOT', { status: 'QUALIFIED', jobType: 'leak_repair', address: { street: '1 A St', city: 'Boise', state: 'ID', zip: '83702' } }],
  ['knows of what was booked', 'BOOKED', { status: 'BOOKED', jobType: 'leak_repair', address: null }],
] as const)('handed back, the AI %s', (_what, stage, lead) => {
  expect(returnToAi(escalate({ ...open, stage: 'GREETING' }), lead)).toMatchObject({ handler: 'AI', status: 'OPEN', stage });
  expect(returnToAi(takeOver({ ...open, stage: 'VALIDATING' }, 'anna'), lead)).toMatchObject({ stage: 'VALIDATING' });
});

test('a booked visit is the business\'s next move, whoever has the conversation', () => {
  expect(book({ ...open, status: 'WAITING_CUSTOMER' })).toMatchObject({ status: 'OPEN', stage: 'BOOKED' });
  expect(book(escalate(open))).toMatchObject({ status: 'OPEN', stage: 'BOOKED', handler: 'HUMAN' });
  expect(book(resolve(open, null, now))).toMatchObject({ status: 'RESOLVED', stage: 'BOOKED' });
});

test('the AI\'s last word still goes out: closing changes no hands', () => {
  expect(close(open, now)).toMatchObject({ status: 'RESOLVED', stage: 'CLOSED', ownership: open.ownership, resolvedAt: now });
});

test('only reading makes texts read', () => {
  const unread = { ...open, unreadCount: 2 };
  expect([resolve(unread, null, now), takeOver(unread, 'anna'), returnToAi(escalate(unread), null), close(unread, now)].map((state) => state.unreadCount)).toEqual([2, 2, 2, 2]);
});

describe('an end that nobody made', () => {
  const at = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const human = { ...open, handler: 'HUMAN', assigneeId: 'anna' } as const;

  test.each([
    ['the visit is over', open, at(0), at(0)],
    ['a week of quiet, nothing booked', open, null, at(7.1)],
    ['a week of quiet with a person, nothing booked', human, null, at(7.1)],
    ['a week of quiet with a person, the visit over', human, at(1), at(7.1)],
  ])('comes when %s', (_when, conversation, lastVisitEnd, then) => {
    expect(isOver(conversation, lastVisitEnd, then)).toBe(true);
  });

  test.each([
    ['the visit is to come, however long the quiet', open, at(30), at(20)],
    ['less than a week has passed, nothing booked', open, null, at(6.9)],
    ['a person has it, the visit just over', human, at(1), at(2)],
    ['the customer waits for a human', { ...human, waitingSince: now }, at(1), at(20)],
    ['a human is looked for', escalate(open), null, at(20)],
    ['it is resolved already', resolve(open, null, now), null, at(20)],
  ])('does not come while %s', (_when, conversation, lastVisitEnd, then) => {
    expect(isOver(conversation, lastVisitEnd, then)).toBe(false);
  });
});
