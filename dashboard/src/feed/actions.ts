/** What the owner does, and the threads the owner opens. Answers are folded in at once; their events come later and change nothing more. */
import type { Client } from '../../../sdk/client';
import { NeverMissCallError } from '../../../sdk/errors';
import {
  AcknowledgeAlertDocument,
  ConversationThreadDocument,
  MarkReadDocument,
  ResolveAlertDocument,
  ResolveDocument,
  ReturnToAiDocument,
  SendMessageDocument,
  TakeOverDocument,
} from '../../../sdk/generated/operations.generated';
import { changeThread, mergeAlerts, mergeConversationState, mergeMessages } from './fold';
import { failed, moreOf } from './phases';
import { type Draft, noDraft, noThread } from './state';
import type { Store } from './store';

const messagesPerPage = 40;

export function createActions(client: Client, store: Store) {
  async function openThread(id: string): Promise<void> {
    store.change((state) => ({ ...state, threads: { ...state.threads, [id]: state.threads[id] ?? noThread } }));
    try {
      const { conversation } = await client.query(ConversationThreadDocument, { id, first: messagesPerPage });
      store.change((state) =>
        changeThread(state, id, (thread) => {
          if (!conversation) return { ...thread, phase: { kind: 'ready' } };
          const { messages, ...details } = conversation;
          return { phase: { kind: 'ready' }, details, messages: mergeMessages(thread.messages, messages.nodes), more: moreOf(messages.pageInfo) };
        }),
      );
    } catch (error) {
      store.change((state) => changeThread(state, id, (thread) => ({ ...thread, phase: failed(error) })));
    }
  }

  async function moreMessages(id: string): Promise<void> {
    const more = store.get().threads[id]?.more;
    if (!more || more.loading) return;
    store.change((state) => changeThread(state, id, (thread) => ({ ...thread, more: { ...more, loading: true } })));
    try {
      const { conversation } = await client.query(ConversationThreadDocument, { id, first: messagesPerPage, after: more.after });
      const page = conversation?.messages;
      store.change((state) => changeThread(state, id, (thread) => ({ ...thread, messages: mergeMessages(thread.messages, page?.nodes ?? []), more: page ? moreOf(page.pageInfo) : null })));
    } catch (error) {
      store.change((state) => changeThread(state, id, (thread) => ({ ...thread, more: { ...more, loading: false } })));
      throw error;
    }
  }

  async function takeOver(id: string): Promise<void> {
    const { takeOverConversation } = await client.mutate(TakeOverDocument, { id });
    store.change((state) => ({ ...mergeConversationState(state, takeOverConversation), announcement: 'Taken over: you answer this customer.' }));
  }

  async function returnToAi(id: string): Promise<void> {
    const { returnConversationToAi } = await client.mutate(ReturnToAiDocument, { id });
    store.change((state) => ({ ...mergeConversationState(state, returnConversationToAi), announcement: 'Returned: the AI answers this customer.' }));
  }

  async function resolve(id: string): Promise<void> {
    const { resolveConversation } = await client.mutate(ResolveDocument, { id });
    store.change((state) => ({ ...mergeConversationState(state, resolveConversation), announcement: 'The conversation is resolved.' }));
  }

  async function markRead(id: string): Promise<void> {
    const { markConversationRead } = await client.mutate(MarkReadDocument, { id });
    store.change((state) => mergeConversationState(state, markConversationRead));
  }

  /**
   * Sends a text in the owner's name, which takes the conversation over from the AI; a text that is refused leaves it with the AI.
   * @param idempotencyKey the same for each try of one text
   * @throws NeverMissCallError RECIPIENT_UNREACHABLE where the customer cannot be texted
   */
  async function send(id: string, body: string, idempotencyKey: string): Promise<void> {
    const { sendMessage } = await client.mutate(SendMessageDocument, { conversationId: id, input: { body, idempotencyKey } });
    if (sendMessage.__typename === 'RecipientUnreachable') throw new NeverMissCallError('RECIPIENT_UNREACHABLE', sendMessage.message);
    const { __typename, conversation, ...message } = sendMessage;
    store.change((state) => changeThread(mergeConversationState(state, conversation), id, (thread) => ({ ...thread, messages: mergeMessages(thread.messages, [message]) })));
  }

  /** Sends what is written to the customer. What was sent leaves the draft, what was written meanwhile stays. @throws NeverMissCallError as `send` */
  async function sendDraft(id: string): Promise<void> {
    const { text, attempt } = store.get().drafts[id] ?? noDraft;
    const body = text.trim();
    const { key } = attempt?.body === body ? attempt : { key: newKey() };
    keepDraft(id, { text, attempt: { body, key } });
    await send(id, body, key);
    if (store.get().drafts[id]?.text.trim() === body) keepDraft(id, noDraft);
  }

  function keepDraft(id: string, draft: Partial<Draft>): void {
    store.change((state) => ({ ...state, drafts: { ...state.drafts, [id]: { ...(state.drafts[id] ?? noDraft), ...draft } } }));
  }

  async function acknowledgeAlert(id: string): Promise<void> {
    const { acknowledgeAlert: alert } = await client.mutate(AcknowledgeAlertDocument, { id });
    store.change((state) => ({ ...state, alerts: mergeAlerts(state.alerts, [alert]), announcement: `Acknowledged: ${alert.title}` }));
  }

  async function resolveAlert(id: string): Promise<void> {
    const { resolveAlert: alert } = await client.mutate(ResolveAlertDocument, { id });
    store.change((state) => ({ ...state, alerts: mergeAlerts(state.alerts, [alert]), announcement: `Resolved: ${alert.title}` }));
  }

  return { openThread, moreMessages, takeOver, returnToAi, resolve, markRead, sendDraft, keepDraft, acknowledgeAlert, resolveAlert };
}

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
