import type DataLoader from 'dataloader';
import type { Principal } from '../../platform/principal/principal';
import type { NewEvent } from '../../schema/events/event';
import type { BusinessSettings } from '../../schema/events/tenancy';
import type { Tenant } from './domain/tenant';

/** A business with its settings; those are null before it is configured. */
export interface Business {
  tenant: Tenant;
  settings: BusinessSettings | null;
}

/** What one request stands on. */
export interface Context {
  principal: Principal;
  clock: () => Date;
  /** The caller's own business by its id; null for any other id. */
  businesses: DataLoader<string, Business | null>;
  /** Runs `work` in one transaction of the caller's business. */
  transaction<T>(work: (tx: TenancyTransaction) => Promise<T>): Promise<T>;
}

/** The stores of the caller's business, in one transaction. */
export interface TenancyTransaction {
  tenantId: string;
  businesses: {
    /** The caller's own; null before it is made. */
    own(): Promise<Business | null>;
    /** @returns false where it is there already: then nothing was changed */
    add(tenant: Tenant, settings: BusinessSettings): Promise<boolean>;
  };
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
}
