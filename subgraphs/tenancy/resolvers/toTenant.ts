import type { PostalAddress, Tenant as OwnTenant } from '../domain/tenant';
import type { Address, Tenant } from './types.generated';

/** Without its config, which has a resolver of its own. */
export function toTenant(tenant: OwnTenant): Tenant {
  return { ...tenant, address: tenant.address && toAddress(tenant.address) };
}

/** The address as the shared schema has it. */
export function toAddress(address: PostalAddress): Address {
  return { ...address, country: 'US' };
}
