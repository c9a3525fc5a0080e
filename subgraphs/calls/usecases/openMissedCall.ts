import { callChanged, conversationChanged, humanNeeded, outcomeDecided } from '../../../schema/events/calls';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Context, Work } from '../context';
import type { Call } from '../domain/call';
import { moreUrgent, type Conversation } from '../domain/conversation';
import type { CustomerAtNumber } from '../domain/customer';
import { changesBetween, composeMissedCallText, decideMissedCall, describeHours, type MissedCallDecision } from '../domain/missedCall';
import { awaitHuman } from './awaitHuman';
import { joinAfter } from './joinConversation';
import { queueMessage } from './queueMessage';

/** A call that nobody took, as telephony tells of it. Times are ISO 8601; `from` is null where the caller hides it. */
export interface MissedCall {
  callSid: string;
  lineId: string;
  from: string | null;
  to: string;
  reason: string;
  startedAt: string;
  missedAt: string;
  dialable: boolean;
  ownNumber: boolean;
}

/** Call and conversation open; exactly one outcome is decided, and where it is a text, the text is queued. */
export async function openMissedCall(context: Context, missed: MissedCall): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    const { businesses, calls, conversations, say } = opened;
    // Before the call is locked (docs/decisions/0008).
    const [business, customer] = await Promise.all([businesses.settingsToDecide(), missed.from !== null && missed.dialable && !missed.ownNumber ? opened.customers.at(missed.from) : null]);
    const [{ call, made }, latest, lastTextAt] = await Promise.all([calls.at(missed), customer && conversations.latest(customer.id, missed.lineId, now), customer && conversations.lastMissedTextAt(customer.id)]);
    const changes = changesBetween(made ? null : call.status, 'MISSED');
    if (changes.length === 0) return;
    Object.assign(call, { status: 'MISSED', missedReason: missed.reason, missedAt: new Date(missed.missedAt), endedAt: new Date(missed.missedAt) });

    if (!customer) {
      await decide(opened, call, decideMissedCall({ ...noCustomer, dialable: missed.dialable && missed.from !== null, ownNumber: missed.ownNumber, missedAt: new Date(missed.missedAt), now }), null, now);
    } else {
      const { conversation, isNew } = await joinAfter(opened, latest, customer, missed.lineId, now);
      await answerByText(opened, { call, customer, conversation, isNew, lastTextAt, business, now });
    }
    await calls.save(call);
    for (const change of changes) await say(callChanged({ callId: call.id, conversationId: call.conversationId, change, at: change === 'CALL_MISSED' ? missed.missedAt : missed.startedAt }));
  });
}

const noCustomer = { enabled: true, optedOut: false, unreachable: false, handler: 'AI', lastTextAt: null, cooldownMinutes: 30 } as const;

interface Missed {
  call: Call;
  customer: CustomerAtNumber;
  conversation: Conversation;
  isNew: boolean;
  /** When the customer was last texted for a missed call. */
  lastTextAt: Date | null;
  business: BusinessSettings;
  now: Date;
}

async function answerByText(opened: Work, { call, customer, conversation: found, isNew, lastTextAt, business, now }: Missed): Promise<void> {
  let conversation = found;
  call.customerId = customer.id;
  call.conversationId = conversation.id;
  const decision = decideMissedCall({
    dialable: true,
    ownNumber: false,
    enabled: business.missedCallText.enabled,
    optedOut: customer.optedOut,
    unreachable: customer.unreachable !== null,
    handler: conversation.handler,
    lastTextAt,
    cooldownMinutes: business.missedCallText.cooldownMinutes,
    missedAt: call.missedAt ?? now,
    now,
  });
  if (decision.kind === 'text') {
    conversation.missedTextAt = now;
    opened.customers.keepConsent(customer, call.id, call.startedAt);
    call.outcomeKind = 'PENDING';
    call.outcomeAt = now;
    const hours = describeHours(business.weeklyHours);
    const body = composeMissedCallText(business.missedCallText.text, { businessName: business.businessName, callerName: customer.name, hours });
    await queueMessage(opened, { conversation, body, sender: 'SYSTEM', purpose: 'MISSED_CALL', callId: call.id, validitySeconds: decision.validitySeconds }, now);
  } else {
    await decide(opened, call, decision, conversation.id, now);
    const whom = { conversationId: conversation.id, callId: call.id, hazard: null, customerPhone: customer.phone, at: now.toISOString() };
    const callsAgain = () => opened.calls.missedSince(customer.id, new Date(now.getTime() - business.missedCallText.cooldownMinutes * 60_000), call.id);
    const need = needOf(decision);
    if (need === 'CALLS_AGAIN' || (need === 'NO_TEXT_REACHES' && (await callsAgain()))) {
      // They call again instead of writing: it is pressing, and a person should call back.
      conversation.urgency = moreUrgent(conversation.urgency, 'URGENT');
      if (conversation.handler === 'HUMAN') conversation = await awaitHuman(opened, conversation, now);
      await opened.say(humanNeeded({ ...whom, kind: 'CUSTOMER_WAITING', reason: 'The customer is calling again.' }));
    } else if (need === 'NO_TEXT_REACHES') {
      await opened.say(humanNeeded({ ...whom, kind: 'TASK', reason: 'A customer whom no text reaches has called. Call them back.' }));
    } else if (need === 'TOO_LATE') {
      await opened.say(humanNeeded({ ...whom, kind: 'TASK', reason: 'A missed call reached us too late for a text. Call the customer back.' }));
    }
  }
  await opened.conversations.save(conversation, now);
  await opened.say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: conversation.status, opened: isNew, at: now.toISOString() }));
}

/** Why a person should call back, where nobody has been texted. */
function needOf(decision: Exclude<MissedCallDecision, { kind: 'text' }>): 'CALLS_AGAIN' | 'NO_TEXT_REACHES' | 'TOO_LATE' | null {
  if (decision.kind === 'handToHuman') return decision.late ? 'TOO_LATE' : 'CALLS_AGAIN';
  if (decision.reason === 'COOLDOWN') return 'CALLS_AGAIN';
  return decision.reason === 'OPTED_OUT' || decision.reason === 'UNREACHABLE' ? 'NO_TEXT_REACHES' : null;
}

async function decide({ say }: Work, call: Call, decision: MissedCallDecision, conversationId: string | null, now: Date): Promise<void> {
  call.outcomeKind = decision.kind === 'suppress' ? 'SUPPRESSED' : 'HANDED_TO_HUMAN';
  call.outcomeReason = decision.kind === 'suppress' ? decision.reason : null;
  call.outcomeAt = now;
  await say(
    outcomeDecided({
      callId: call.id,
      conversationId,
      kind: call.outcomeKind as 'SUPPRESSED' | 'HANDED_TO_HUMAN',
      reason: call.outcomeReason,
      textBackMillis: null,
      missedAt: (call.missedAt ?? now).toISOString(),
      decidedAt: now.toISOString(),
    }),
  );
}
