import { LRUCache } from 'lru-cache';
import type { Sealer } from '../../../platform/secrets/sealer';
import { authTokens, tokensPurpose, type SealedAccount } from '../domain/account';
import type { Carrier } from './carrier';
import { createTwilioCarrier, openTwilio } from './twilioCarrier';

/** So many accounts are kept open at once; another is opened anew when it is needed. */
const openMax = 5_000;

/** Our accounts with the carrier, each with tokens and a client of its own; null stands for the environment's. */
export interface Accounts {
  /** SID of the environment's account; null where it names none. */
  environmentSid: string | null;
  /** Through which the environment's account is asked. Without one, sends are refused by the carrier and health says so. */
  environmentCarrier: Carrier;
  isEnvironmentAccount(account: SealedAccount | null): boolean;
  /** Throws where the tokens were sealed with another ENCRYPTION_KEY. */
  tokensOf(account: SealedAccount | null): Promise<readonly string[]>;
  /** Throws where the tokens were sealed with another ENCRYPTION_KEY. */
  carrierOf(account: SealedAccount | null): Promise<Carrier>;
}

/** @param options.onEnvironmentRefused hears once a stretch that the carrier takes none of the environment's tokens */
export function openAccounts(options: { accountSid?: string | undefined; authTokens: readonly string[]; baseUrl?: string | undefined; sealer: Sealer; onEnvironmentRefused: () => void }): Accounts {
  const { sealer, onEnvironmentRefused: onRefused } = options;
  const connection = openTwilio(options.baseUrl);
  const environmentCarrier = createTwilioCarrier({ accountSid: options.accountSid ?? `AC${'0'.repeat(32)}`, authTokens: orNone(options.authTokens), connection, onRefused });
  const isEnvironmentAccount = (account: SealedAccount | null): account is null => !account || account.sid === options.accountSid;
  // Known by their sealed text: other tokens are another entry, and a token that was moved to another account is not found here.
  const keyOf = (account: SealedAccount) => `${account.sid} ${account.sealedTokens}`;
  const tokens = new LRUCache<string, readonly string[], SealedAccount>({
    max: openMax,
    fetchMethod: async (_key, _stale, { context }) => authTokens.parse(JSON.parse(await sealer.open(context.sealedTokens, tokensPurpose(context.sid)))),
  });
  const tokensOf = async (account: SealedAccount | null) => (account ? tokens.forceFetch(keyOf(account), { context: account }) : options.authTokens);
  const carriers = new LRUCache<string, Carrier, SealedAccount>({
    max: openMax,
    fetchMethod: async (_key, _stale, { context }) => createTwilioCarrier({ accountSid: context.sid, authTokens: orNone(await tokensOf(context)), connection }),
  });
  return {
    environmentSid: options.accountSid ?? null,
    environmentCarrier,
    isEnvironmentAccount,
    tokensOf,
    async carrierOf(account) {
      if (isEnvironmentAccount(account)) return environmentCarrier;
      return carriers.forceFetch(keyOf(account), { context: account });
    },
  };
}

/** Twilio's SDK wants a token; where there is none, Twilio is to refuse. */
function orNone(tokens: readonly string[]): readonly string[] {
  return tokens.length > 0 ? tokens : ['none'];
}
