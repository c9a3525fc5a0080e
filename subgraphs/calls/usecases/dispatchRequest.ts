import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { CalendarEntry, DispatchRequest, DispatchResult, HistoryEntry, TradeType } from '../domain/dispatch/types';
import type { Appointment, Customer, Message, Place } from '../domain/things';

/** The reference's multipliers for emergencies (domain.md, "Price"). */
export const emergencyMultipliers = { business_hours: 1.5, evening: 1.75, weekend: 2, night: 2.25, holiday: 2.75 };

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
  now: Date;
}): DispatchRequest {
  const { business, customer } = facts;
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
      slotCapacity: business.ai.slotCapacity,
      emergencyMultipliers,
      language: business.ai.language === 'en' || business.ai.language === 'es' ? business.ai.language : 'auto',
      tone: business.ai.tone,
    },
    existingCalendar: facts.calendar.map(toCalendarEntry),
    customerHistory: { name: customer.name, lastAddress: customer.addresses[0] ?? null },
  };
}

export function hoursOf(business: BusinessSettings): DispatchRequest['businessHours'] {
  return { timeZone: business.timeZone, weekly: business.weeklyHours, holidays: business.holidays, emergency247: business.emergency247 };
}

export function toCalendarEntry(appointment: Appointment): CalendarEntry {
  return { start: appointment.startAt.toISOString(), end: appointment.endAt.toISOString(), latitude: appointment.address.latitude ?? null, longitude: appointment.address.longitude ?? null };
}

/** The address as far as it can be visited: a street, and where it lies. */
export function placeOf(proposal: DispatchResult): Place | null {
  const { address } = proposal.extractedInfo;
  if (!address?.street) return null;
  return { street: address.street, city: address.city ?? '', state: address.state ?? '', zip: address.zip ?? '', country: 'US', latitude: proposal.validation.latitude, longitude: proposal.validation.longitude };
}
