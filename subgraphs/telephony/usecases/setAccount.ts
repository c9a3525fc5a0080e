import { refuse } from '../../../platform/errors/refusal';
import type { Sealer } from '../../../platform/secrets/sealer';
import type { Context } from '../context';
import { accountSid, authTokens, tokensPurpose } from '../domain/account';
import { endRefusals } from './recordHindrance';

export interface AccountToSet {
  /** Of the business's own subaccount, never the environment's. */
  accountSid: string;
  /** One, or two while they rotate: either is accepted from webhooks, the first one is used for sending. */
  authTokens: readonly string[];
}

/**
 * Keeps the account of the business with its tokens, sealed; those kept before are replaced, and that they were refused is over. Every process knows the new ones within seconds.
 * Refuses VALIDATION_FAILED for what is no SID, no token, more than two, or the environment's account; RESOURCE_ALREADY_EXISTS for an
 * account of another business.
 */
export async function setAccount(context: Pick<Context, 'transaction' | 'now'> & { sealer: Sealer; environmentSid: string | undefined }, account: AccountToSet): Promise<void> {
  const sid = accountSid.safeParse(account.accountSid).data ?? refuse('VALIDATION_FAILED', 'That is not the SID of a Twilio account.', { field: 'accountSid' });
  const tokens = authTokens.safeParse(account.authTokens).data ?? refuse('VALIDATION_FAILED', 'An account has one auth token, or two while they rotate.', { field: 'authTokens' });
  if (sid === context.environmentSid) refuse('VALIDATION_FAILED', 'That account is everybody’s: it stands in the environment.', { field: 'accountSid' });
  const sealed = await context.sealer.seal(JSON.stringify(tokens), tokensPurpose(sid));
  await context.transaction(async (tx) => {
    if (!(await tx.accounts.keep(sid, sealed))) refuse('RESOURCE_ALREADY_EXISTS', 'That account is in use already.', { field: 'accountSid' });
    await endRefusals(tx, sid, context.now());
  });
}
