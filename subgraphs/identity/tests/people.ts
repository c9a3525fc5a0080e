import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import type { Principal } from '../../../platform/principal/principal';
import { openedIdentity, type Identity } from './identityHarness';

export const loginMutation = `mutation ($email: String!, $password: String!, $tenantId: ID) {
  login(input: { email: $email, password: $password, tenantId: $tenantId }) {
    accessToken refreshToken expiresAt user { id email role { code name permissions } memberships { tenant { id } role { code } } lastLogin } } }`;
const refreshMutation = `mutation ($token: String!) { refreshSession(refreshToken: $token) { accessToken refreshToken user { id } } }`;

/** What the operation answered. @throws Error where it was refused */
export function answered<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('there is no answer');
  return value;
}

export const codeOf = (result: Pick<ExecutionResult, 'errors'>) => result.errors?.[0]?.extensions['code'];

/** What `openedIdentity` opens for a file's tests, and in it owners, each of a business of their own. */
export function openedPeople() {
  const identity = openedIdentity();
  return { identity, aPerson: () => aPerson(identity) };
}

async function aPerson(identity: Identity) {
  const tenantId = randomUUID();
  const email = `${randomUUID()}@example.test`;
  const id = await identity.addMember(tenantId, { email });
  const login = (more: object = {}) => identity.ask(loginMutation, { email, password: 'correct horse', ...more });
  const loggedIn = async () => {
    const { accessToken, refreshToken } = answered((await login()).data?.login);
    const principal = (await identity.principalOf(accessToken)) as Extract<Principal, { kind: 'user' }>;
    return { accessToken, refreshToken, principal };
  };
  const refresh = (token: string) => identity.ask(refreshMutation, { token });
  return { tenantId, email, id, login, loggedIn, refresh };
}
