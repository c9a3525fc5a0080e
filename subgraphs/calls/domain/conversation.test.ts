import { escalate, hear, reopen, resolve, returnToAi, takeOver, type Conversation } from './conversation';

const now = new Date('2026-11-21T15:00:00Z');
const open: Conversation = {
  id: 'c', customerId: 'k', lineId: 'l', status: 'OPEN', stage: 'COLLECTING_JOB', handler: 'AI', assigneeId: null, ownership: 1, turn: 1, answeredTurn: 1,
  urgency: 'NORMAL', unreadCount: 2, resolutionNote: null, missedTextAt: null, createdAt: now, updatedAt: now, resolvedAt: null, waitingSince: null,
};

test('each change of hands grows the ownership, so that a reply made before it is dropped', () => {
  const taken = takeOver(open, 'anna');
  const returned = returnToAi(taken);
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
