import { toCalendarEntry, type Appointment } from './appointment';
import { capacityOf, hoursOf, jobEstimatesOf, multipliersOf, type Business } from './business';
import type { Customer } from './customer';
import { localMoment } from './dispatch/scheduling/localTime';
import { usualTimes } from './dispatch/scheduling/usualTimes';
import type { CustomerHistory, DispatchRequest, HistoryEntry, Slot, TradeType } from './dispatch/types';
import type { Message } from './message';

const roleOf = { CUSTOMER: 'customer', AI: 'assistant', SYSTEM: 'assistant', HUMAN: 'human' } as const;

/** Everything the stateless dispatcher needs for this turn: the customer's texts since the last answer are the current message, the rest is history. */
export function composeDispatchRequest(facts: {
  business: Business;
  trade: TradeType;
  calledNumber: string;
  customer: Customer;
  history: readonly Message[];
  /** The last turn that was answered: texts of later turns are what is to be answered now. */
  answeredTurn: number;
  calendar: readonly Appointment[];
  /** Slots that the database refused: they are busy, whatever the calendar says. */
  refused: readonly Slot[];
  /** How many can be sent out at once. */
  workers: number;
  /** The customer's visits so far, the latest first. */
  visits: readonly Appointment[];
  now: Date;
}): DispatchRequest {
  const { business, customer } = facts;
  const slotCapacity = capacityOf(business, facts.workers);
  const isCurrent = (message: Message) => message.sender === 'CUSTOMER' && message.turn > facts.answeredTurn;
  const current = facts.history.filter(isCurrent);
  return {
    callerPhone: customer.phone,
    calledNumber: facts.calledNumber,
    tradeType: facts.trade,
    businessName: business.businessName,
    currentMessage: current.map((message) => message.body).join('\n').slice(0, 1600) || ' ',
    conversationHistory: facts.history
      .filter((message) => !isCurrent(message))
      .map(
        (message): HistoryEntry => ({
          role: roleOf[message.sender],
          content: message.body,
          timestamp: message.createdAt.toISOString(),
          ...(message.offeredSlots.length > 0 ? { offeredSlots: message.offeredSlots } : {}),
        }),
      )
      .slice(-100),
    now: facts.now.toISOString(),
    businessHours: hoursOf(business),
    businessAddress: business.address,
    jobEstimates: jobEstimatesOf(business, facts.trade),
    businessSettings: {
      serviceRadiusMiles: business.serviceRadiusMiles,
      serviceZips: business.serviceZips,
      bufferMinutes: business.ai.bufferMinutes,
      leadTimeMinutes: business.ai.leadTimeMinutes,
      slotCapacity,
      emergencyMultipliers: multipliersOf(business),
      language: business.ai.language === 'en' || business.ai.language === 'es' ? business.ai.language : 'auto',
      tone: business.ai.tone,
    },
    existingCalendar: [...facts.calendar.map(toCalendarEntry), ...facts.refused.flatMap((slot) => Array.from({ length: slotCapacity }, () => ({ start: slot.start, end: slot.end })))],
    customerHistory: historyOf(customer, facts.visits, business.timeZone),
    otherTrades: business.trades.filter((trade) => trade !== facts.trade),
  };
}

/** What a returning customer need not be asked again. An address that could not be placed is none to rely on. */
function historyOf(customer: Customer, visits: readonly Appointment[], timeZone: string): CustomerHistory {
  const lastAddress = visits[0]?.address ?? customer.addresses.find((address) => address.latitude != null) ?? null;
  const preferredTimes = usualTimes(visits.map(({ startAt }) => startAt.getTime()), timeZone);
  return { name: customer.name, lastAddress, previousJobs: visits.length, lastVisit: visits[0] ? localMoment(visits[0].startAt.getTime(), timeZone).date : null, preferredTimes };
}
