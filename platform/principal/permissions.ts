/** The roles of one business, in falling order of rights (roles.md). */
export type RoleCode = 'owner' | 'admin' | 'manager' | 'dispatcher' | 'technician' | 'viewer';

const reader = ['calls:read', 'appointments:read', 'numbers:read', 'optouts:read', 'config:read', 'analytics:read', 'alerts:read', 'users:read'];
const dispatcher = [...reader, 'calls:write', 'appointments:write', 'dispatch:process', 'alerts:write'];
const manager = [...dispatcher, 'optouts:write', 'config:write', 'analytics:write', 'alertrules:write'];
const admin = [...manager, 'numbers:write', 'users:write', 'tenant:write', 'audit:read', 'broadcast:write'];

/**
 * What each role may do, as the strings that tokens carry and fields ask for. Source: roles.md.
 * A technician's `own` rights are narrowed by the stores to the appointments of the technician's worker.
 */
export const permissionsOf: Record<RoleCode, readonly string[]> = {
  owner: [...admin, 'owner:write'],
  admin,
  manager,
  dispatcher,
  technician: ['calls:read', 'appointments:read', 'config:read', 'alerts:read', 'alerts:write', 'calls:write', 'appointments:write'],
  viewer: reader,
};
