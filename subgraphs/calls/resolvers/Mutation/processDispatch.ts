import { refuse } from '../../../../platform/errors/refusal';
import type { DispatchRequest, DispatchResult } from '../../domain/dispatch/types';
import { emergencyMultipliers } from '../../usecases/dispatchRequest';
import type { DispatchInput, DispatchResult as GraphQLDispatchResult, MutationResolvers } from '../types.generated';

const messageMax = 1600;
const historyMax = 100;

/** The dispatcher by itself: nothing stored, nothing sent. */
export const processDispatch: NonNullable<MutationResolvers['processDispatch']> = async (_root, { input }, context) => toGraphQL(await context.dispatcher.process(toRequest(input, context.now())));

function toRequest(input: DispatchInput, clock: Date): DispatchRequest {
  if (input.currentMessage.length < 1 || input.currentMessage.length > messageMax) refuse('VALIDATION_FAILED', `\`currentMessage\` is 1 to ${messageMax} characters.`, { field: 'currentMessage' });
  const history = input.conversationHistory ?? [];
  if (history.length > historyMax) refuse('VALIDATION_FAILED', `\`conversationHistory\` has at most ${historyMax} entries.`, { field: 'conversationHistory' });
  const { businessHours: hours, businessSettings: settings } = input;
  const weekly = Object.fromEntries(Object.entries(hours.weekly).map(([day, periods]) => [day, periods ?? []]));
  const multipliers = settings.emergencyMultipliers;
  return {
    callerPhone: input.callerPhone,
    calledNumber: input.calledNumber,
    tradeType: input.tradeType,
    businessName: input.businessName,
    currentMessage: input.currentMessage,
    conversationHistory: history.map((turn) => ({
      role: turn.role.toLowerCase() as 'customer' | 'assistant' | 'human',
      content: turn.content,
      timestamp: turn.timestamp.toISOString(),
      ...(turn.offeredSlots ? { offeredSlots: turn.offeredSlots.map((slot) => slot.toISOString()) } : {}),
    })),
    now: (input.now ?? clock).toISOString(),
    businessHours: { timeZone: hours.timeZone, weekly, holidays: [...(hours.holidays ?? [])], emergency247: hours.emergency247 ?? false },
    businessAddress: input.businessAddress,
    jobEstimates: [...(input.jobEstimates ?? [])],
    businessSettings: {
      serviceRadiusMiles: settings.serviceRadiusMiles ?? 25,
      serviceZips: [...(settings.serviceZips ?? [])],
      bufferMinutes: settings.bufferMinutes ?? 15,
      leadTimeMinutes: settings.leadTimeMinutes ?? 60,
      slotCapacity: settings.slotCapacity ?? 1,
      emergencyMultipliers: multipliers
        ? {
            business_hours: multipliers.businessHours ?? emergencyMultipliers.business_hours,
            evening: multipliers.evening ?? emergencyMultipliers.evening,
            weekend: multipliers.weekend ?? emergencyMultipliers.weekend,
            night: multipliers.night ?? emergencyMultipliers.night,
            holiday: multipliers.holiday ?? emergencyMultipliers.holiday,
          }
        : emergencyMultipliers,
      language: (settings.language ?? 'AUTO').toLowerCase() as 'auto' | 'en' | 'es',
      tone: settings.tone ?? 'friendly',
    },
    existingCalendar: (input.existingCalendar ?? []).map((entry) => ({ start: entry.start.toISOString(), end: entry.end.toISOString(), latitude: entry.latitude ?? null, longitude: entry.longitude ?? null })),
    customerHistory: input.customerHistory
      ? {
          name: input.customerHistory.name ?? null,
          lastAddress: input.customerHistory.lastAddress ?? null,
          previousJobs: input.customerHistory.previousJobs ?? 0,
          lastVisit: input.customerHistory.lastVisit ?? null,
          preferredTimes: [...(input.customerHistory.preferredTimes ?? [])],
        }
      : null,
  };
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
