import { z } from 'zod';

/** An account of a business's own with the carrier, beside the environment's. */
export interface SealedAccount {
  /** Twilio's SID of it. */
  sid: string;
  /** Its auth tokens, sealed with ENCRYPTION_KEY for `tokensPurpose`: `authTokens` as JSON. */
  sealedTokens: string;
}

export const accountSid = z.string().regex(/^AC[0-9a-zA-Z]{32}$/);
/** Two while they rotate: either is accepted, and where the carrier refuses one, the other one is used. */
export const authTokens = z.array(z.string().min(1).max(200)).min(1).max(2);

/** For what the tokens of an account are sealed: those of one account open for no other. */
export function tokensPurpose(sid: string): string {
  return `auth tokens of ${sid}`;
}

const serviceOf = z.templateLiteral(['service:', z.uuid()]);
/** Who vouches for a webhook: the account by one of its tokens (its SID), or one of our own services by its key, for whatever business or for the one that it names. */
export const signer = z.union([z.literal('service'), serviceOf, accountSid]);
export type Signer = z.infer<typeof signer>;

/** What an account says about a line, a call or a text of another one: it has no say there, whoever's business that is. */
export class ForeignAccount extends Error {
  override readonly name = 'ForeignAccount';
}

/** Whether the signer has a say about the line: its own account has, which is the environment's where it has none, and our services have, where they name its business or none. */
export function maySpeakFor(line: { tenantId: string; account: SealedAccount | null }, signedBy: Signer, environmentSid: string | null): boolean {
  return signedBy === 'service' || signedBy === `service:${line.tenantId}` || signedBy === (line.account?.sid ?? environmentSid);
}
