import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { CalendarEntry, CustomerHistory, DispatchRequest, DispatchResult, HistoryEntry, Slot, TradeType } from '../domain/dispatch/types';
import { emergencyMultipliers } from '../domain/dispatchBody';
import type { Appointment, Customer, Message, Place } from '../domain/things';

const roleOf = { CUSTOMER: 'customer', AI: 'assistant', SYSTEM: 'assistant', HUMAN: 'human' } as const;

/** Everything the stateless dispatcher needs for this turn: the customer's texts since the last answer are the current message, the rest is history. */
export function composeDispatchRequest(facts: {
  business: BusinessSettings;
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
    jobEstimates: business.jobTypes
      .filter((job) => job.offered && job.trade === facts.trade)
      .map((job) => ({ jobType: job.code, minutes: job.minutes, priceLow: job.priceLow, priceHigh: job.priceHigh })),
    businessSettings: {
      serviceRadiusMiles: business.serviceRadiusMiles ?? 25,
      serviceZips: business.serviceZips,
      bufferMinutes: business.ai.bufferMinutes,
      leadTimeMinutes: business.ai.leadTimeMinutes,
      slotCapacity,
      emergencyMultipliers,
      language: business.ai.language === 'en' || business.ai.language === 'es' ? business.ai.language : 'auto',
      tone: business.ai.tone,
    },
    existingCalendar: [...facts.calendar.map(toCalendarEntry), ...facts.refused.flatMap((slot) => Array.from({ length: slotCapacity }, () => ({ start: slot.start, end: slot.end })))],
    customerHistory: historyOf(customer, facts.visits),
  };
}

/** Visits at once: as many as the business allows, but never more than there are workers to send. */
export function capacityOf(business: BusinessSettings, workers: number): number {
  return Math.min(business.ai.slotCapacity, workers);
}

/** What a returning customer need not be asked again. An address that could not be placed is none to rely on. */
function historyOf(customer: Customer, visits: readonly Appointment[]): CustomerHistory {
  const lastAddress = visits[0]?.address ?? customer.addresses.find((address) => address.latitude != null) ?? null;
  return { name: customer.name, lastAddress, previousJobs: visits.length, lastVisit: visits[0]?.startAt.toISOString().slice(0, 10) ?? null };
}

/** When the business works, as the dispatcher wants it. */
export function hoursOf(business: BusinessSettings): DispatchRequest['businessHours'] {
  return { timeZone: business.timeZone, weekly: business.weeklyHours, holidays: business.holidays, emergency247: business.emergency247 };
}

/** What takes a worker's time, as the dispatcher wants it. */
export function toCalendarEntry(appointment: Appointment): CalendarEntry {
  return { start: appointment.startAt.toISOString(), end: appointment.endAt.toISOString(), latitude: appointment.address.latitude ?? null, longitude: appointment.address.longitude ?? null };
}

/** The address as far as it can be visited: a street, and where it lies. */
export function placeOf(proposal: DispatchResult): Place | null {
  const { address } = proposal.extractedInfo;
  if (!address?.street) return null;
  return { street: address.street, city: address.city ?? '', state: address.state ?? '', zip: address.zip ?? '', country: 'US', latitude: proposal.validation.latitude, longitude: proposal.validation.longitude };
}
