import { type BusinessSettings, businessConfigured, emergencyMultipliers } from '../../../schema/events/tenancy';
import type { Business, Context } from '../context';
import { defaultJobTypes } from '../domain/defaultJobTypes';
import { defaultAi, defaultForwardTimeoutSeconds, defaultHelpText, defaultMissedCallText, defaultServiceRadiusMiles, defaultWeeklyHours } from '../domain/defaults';
import { keyOf, type PostalAddress, type Tenant, type TradeCode } from '../domain/tenant';

/** A business as its founder describes it; `timeZone` is an IANA name. */
export interface BusinessInput {
  businessName: string;
  trades: TradeCode[];
  timeZone: string;
  phone: string | null;
  address: PostalAddress;
  /** What differs from the default configuration. */
  settings?: Partial<Omit<BusinessSettings, 'tenantId' | 'version' | 'businessName' | 'trades' | 'timeZone' | 'phone' | 'address'>>;
}

/**
 * Makes the caller's business with its first configuration, and says so, in one transaction. One that is there already is
 * left as it is.
 */
export async function createBusiness(context: Context, input: BusinessInput): Promise<Business> {
  const now = context.clock();
  return context.transaction(async (tx) => {
    const tenant = newTenant(tx.tenantId, input, now);
    const settings = firstSettings(tx.tenantId, input);
    if (!(await tx.businesses.add(tenant, settings))) return (await tx.businesses.own()) as Business;
    await tx.say(businessConfigured(settings));
    return { tenant, settings };
  });
}

function newTenant(id: string, input: BusinessInput, createdAt: Date): Tenant {
  return {
    id,
    key: keyOf(input.businessName, id),
    name: input.businessName,
    businessName: input.businessName,
    status: 'ACTIVE',
    trades: input.trades,
    timeZone: input.timeZone,
    phone: input.phone,
    address: input.address,
    daysCredit: 0,
    createdAt,
  };
}

function firstSettings(tenantId: string, input: BusinessInput): BusinessSettings {
  return {
    weeklyHours: defaultWeeklyHours,
    holidays: [],
    emergency247: false,
    serviceRadiusMiles: defaultServiceRadiusMiles,
    serviceZips: [],
    forwardTargets: [],
    forwardTimeoutSeconds: defaultForwardTimeoutSeconds,
    screening: 'PRESS_KEY',
    missedCallText: defaultMissedCallText,
    helpText: defaultHelpText,
    ai: { ...defaultAi, emergencyMultipliers: emergencyMultipliers.parse(undefined) },
    jobTypes: defaultJobTypes(input.trades),
    // Who is rung for the business's calls hears of a danger too, unless others are named.
    alertPhones: input.settings?.forwardTargets ?? [],
    ...input.settings,
    tenantId,
    version: 1,
    businessName: input.businessName,
    phone: input.phone,
    trades: input.trades,
    timeZone: input.timeZone,
    address: input.address,
  };
}
