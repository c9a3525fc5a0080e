/**
 * What the dispatcher is asked and what it answers: contract/dispatch.md in camelCase.
 * Stateless: everything it needs comes with the request. Instants are ISO 8601 strings in UTC, prices whole US dollars.
 */

export type TradeType = 'PLUMBING' | 'ELECTRICAL' | 'HVAC' | 'LOCKSMITH' | 'GARAGE_DOOR';
export type Urgency = 'EMERGENCY' | 'URGENT' | 'NORMAL';
export type ConversationStage =
  | 'GREETING' | 'COLLECTING_JOB' | 'COLLECTING_ADDRESS' | 'VALIDATING' | 'PROPOSING_SLOT'
  | 'CONFIRMING' | 'BOOKED' | 'OUT_OF_AREA' | 'ESCALATED' | 'CLOSED';
export type NextActionType =
  | 'ASK_JOB' | 'ASK_ADDRESS' | 'ASK_TIME' | 'PROPOSE_SLOT' | 'CONFIRM_APPOINTMENT' | 'EXPLAIN_OUT_OF_AREA'
  | 'SAFETY_WARNING' | 'ESCALATE' | 'OPT_OUT' | 'ANSWER' | 'CLOSE';
/** Hazards to life, most dangerous to confuse first; lower case on both doors, as contract/dispatch.md writes them. */
export type LifeSafety = 'gas' | 'carbon_monoxide' | 'fire' | 'electric_shock' | 'water_near_power' | 'person_trapped' | 'medical';
export type Language = 'en' | 'es';
export type PriceRule = 'none' | 'business_hours' | 'evening' | 'weekend' | 'night' | 'holiday';
export type Engine = 'rules' | 'openai' | 'rules_after_openai_failed';
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

export interface HistoryEntry {
  role: 'customer' | 'assistant' | 'human';
  content: string;
  timestamp: string;
  /** Starts of the slots this text offered, in the order they were numbered. */
  offeredSlots?: string[];
}

/** "08:00" to "24:00", local time of the business. */
export interface OpenPeriod { opens: string; closes: string }

export interface BusinessHours {
  timeZone: string;
  weekly: Partial<Record<Weekday, OpenPeriod[]>>;
  /** Local dates, "2026-11-26"; closed, and the holiday price for emergencies. */
  holidays: string[];
  /** Emergencies may be visited at any hour. */
  emergency247: boolean;
}

/** A place as the customer said it; null where a part was not said. */
export interface AddressParts { street: string | null; city: string | null; state: string | null; zip: string | null }

export interface PlacedAddress extends Partial<AddressParts> { latitude?: number | null; longitude?: number | null }

export interface JobEstimate {
  jobType: string;
  minutes: number;
  priceLow: number;
  priceHigh: number;
  /** Whether the business does it; it does where this is absent. Who asks for a job that is not offered is passed to a person. */
  offered?: boolean;
}

export type EmergencyMultipliers = Record<Exclude<PriceRule, 'none'>, number>;

export interface BusinessSettings {
  /** Null: the ZIP codes alone. */
  serviceRadiusMiles: number | null;
  /** Where not empty, exactly these ZIP codes are served besides the radius. */
  serviceZips: string[];
  bufferMinutes: number;
  leadTimeMinutes: number;
  slotCapacity: number;
  emergencyMultipliers: EmergencyMultipliers;
  language: 'auto' | Language;
  tone: string;
}

export interface CalendarEntry { start: string; end: string; latitude?: number | null; longitude?: number | null }

export interface CustomerHistory {
  name?: string | null;
  lastAddress?: PlacedAddress | null;
  previousJobs?: number;
  lastVisit?: string | null;
  preferredTimes?: string[];
}

export interface DispatchRequest {
  callerPhone: string;
  calledNumber: string;
  tradeType: TradeType;
  businessName: string;
  /** 1 to 1600 characters. */
  currentMessage: string;
  /** Oldest first, at most 100. */
  conversationHistory: HistoryEntry[];
  now?: string;
  businessHours: BusinessHours;
  businessAddress: PlacedAddress;
  /** A job that is not among them has the defaults of jobTypes.ts. */
  jobEstimates: JobEstimate[];
  businessSettings: BusinessSettings;
  existingCalendar: CalendarEntry[];
  customerHistory?: CustomerHistory | null;
  /** What else the business does, which other readings of the same conversation are for: work of these is not out of scope. No door asks for it. */
  otherTrades?: readonly TradeType[];
}

export interface PreferredTime { text: string; earliest: string; latest: string }

export interface ExtractedInfo {
  jobType: string | null;
  urgency: Urgency;
  lifeSafety: LifeSafety | null;
  wantsHuman: boolean;
  optOut: boolean;
  customerName: string | null;
  callbackPhone: string | null;
  address: AddressParts | null;
  preferredTime: PreferredTime | null;
  chosenSlot: string | null;
  language: Language;
}

export interface ConfidenceScores { jobType: number; urgency: number; address: number; preferredTime: number; overall: number }

export interface Validation {
  /** Whether the address could be placed; null where none was given. */
  addressValid: boolean | null;
  latitude: number | null;
  longitude: number | null;
  distanceMiles: number | null;
  inServiceArea: boolean | null;
  withinBusinessHours: boolean | null;
  hasCapacity: boolean | null;
  problems: string[];
}

export interface Slot { start: string; end: string }
export interface PriceEstimate { low: number; high: number; multiplier: number; rule: PriceRule }

export interface DispatchResult {
  extractedInfo: ExtractedInfo;
  confidenceScores: ConfidenceScores;
  validation: Validation;
  needsGeocoding: boolean;
  conversationStage: ConversationStage;
  nextAction: { type: NextActionType; message: string };
  proposedSlot: Slot | null;
  /** Numbered 2 and 3 in the message. */
  alternativeSlots: Slot[];
  priceEstimate: PriceEstimate | null;
  engine: Engine;
}

/** Where a geocoder put an address. */
export interface Place { latitude: number; longitude: number; city?: string; state?: string; zip?: string; precision: 'address' | 'zip' }

/** From where a town is meant that is named without its state; the state, where it is known, is the likelier one. */
export interface Near { latitude: number; longitude: number; state?: string | null }
