import { ZodError } from 'zod';
import { refuse } from '../../../../platform/errors/refusal';
import type { DispatchRequest, DispatchResult } from '../../domain/dispatch/types';
import { readDispatchBody } from '../../domain/dispatchBody';
import type { DispatchInput, DispatchResult as GraphQLDispatchResult, MutationResolvers } from '../types.generated';

/** The dispatcher by itself: nothing stored, nothing sent. VALIDATION_FAILED names the field. */
export const processDispatch: MutationResolvers['processDispatch'] = async (_root, { input }, context) => toGraphQL(await context.dispatcher.process(toRequest(input, context.now())));

/** The same limits as at the other door: the input is read as the documented body. */
function toRequest(input: DispatchInput, clock: Date): DispatchRequest {
  const { country: _country, ...businessAddress } = input.businessAddress;
  const { country: _lastCountry, ...lastAddress } = input.customerHistory?.lastAddress ?? {};
  const customerHistory = input.customerHistory && { ...input.customerHistory, ...(input.customerHistory.lastAddress && { lastAddress }) };
  const conversationHistory = (input.conversationHistory ?? []).map((turn) => ({ ...turn, role: turn.role.toLowerCase() }));
  const businessSettings = { ...input.businessSettings, language: (input.businessSettings.language ?? 'AUTO').toLowerCase() };
  try {
    return readDispatchBody(toBody({ ...input, tradeType: input.tradeType.toLowerCase(), businessAddress, customerHistory, conversationHistory, businessSettings }), clock);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    const field = (issue?.path ?? []).map((part) => (typeof part === 'string' ? part.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : String(part))).join('.');
    return refuse('VALIDATION_FAILED', `\`${field}\`: ${issue?.message ?? 'not of the form that is asked for'}.`, { field });
  }
}

/** Field names as the documented body has them; what is null was left out. */
function toBody(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toBody);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key === 'emergency247' ? 'emergency_24_7' : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), toBody(inner)]));
}

/** GraphQL's enums are in upper case; everything else is the same. */
function toGraphQL(result: DispatchResult): GraphQLDispatchResult {
  const upper = <T extends string>(value: string) => value.toUpperCase() as T;
  return {
    ...result,
    extractedInfo: { ...result.extractedInfo, lifeSafety: result.extractedInfo.lifeSafety && upper(result.extractedInfo.lifeSafety), language: upper(result.extractedInfo.language) },
    priceEstimate: result.priceEstimate && { ...result.priceEstimate, rule: upper(result.priceEstimate.rule) },
    engine: upper(result.engine),
  } as GraphQLDispatchResult;
}
