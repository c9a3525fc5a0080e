import { randomUUID } from 'node:crypto';
import { isSqlState } from '../../../platform/database/database';
import { refuse } from '../../../platform/errors/refusal';
import { businessOf } from '../../../platform/principal/principal';
import type { Context } from '../context';
import type { RoleCode } from '../domain/person';

const uniqueViolation = '23505';

/** A person as somebody of the business names them. */
export interface MemberInput {
  /** Default: a new one. */
  id?: string;
  email: string;
  password: string;
  /** Default: made of the address. */
  username?: string;
  firstName: string;
  lastName: string;
  phone?: string | null;
  role: RoleCode;
}

/**
 * Adds a person to the caller's business. One whose address is known joins as they are, with their own password.
 * RESOURCE_ALREADY_EXISTS where another person has the username.
 * @returns the person's id
 */
export async function createMember(context: Context, input: MemberInput): Promise<string> {
  const tenantId = businessOf(context.principal);
  const id = input.id ?? randomUUID();
  const passwordHash = await context.passwords.hash(input.password);
  const member = {
    id,
    uniqueId: id.replaceAll('-', '').slice(-12).toUpperCase(),
    email: input.email,
    username: input.username ?? input.email.replace('@', '.'),
    firstName: input.firstName,
    lastName: input.lastName,
    phone: input.phone ?? null,
    passwordHash,
    role: input.role,
  };
  try {
    return await context.inTenant(tenantId, (tx) => tx.people.add(member));
  } catch (error) {
    if (isSqlState(error, uniqueViolation)) refuse('RESOURCE_ALREADY_EXISTS', 'Somebody has this username.', { field: 'username' });
    throw error;
  }
}
