import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addSubaccount, type Account, type Carrier } from '../carrier';
import { one, onlyKnown, onlyListed, page, pagingNames, rfc2822 } from './parameters';
import { refuse } from './twilioErrors';

const createNames = new Set(['FriendlyName']);
const listNames = new Set(['FriendlyName', 'Status', ...pagingNames]);
const nameCharactersMax = 64;

/**
 * Who asks, by SID and token. Where the path names an account it is the asker's own, or one below it: a subaccount's
 * credentials open neither its parent nor its siblings. Source: Twilio, "REST API: Subaccounts".
 * @throws TwilioError 20003, and 20404 for an account that nobody has
 */
export function authenticate(carrier: Carrier, request: FastifyRequest): Account {
  const [sid = '', token = ''] = Buffer.from(/^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '', 'base64').toString().split(/:(.*)/s);
  const asker = carrier.accounts.get(sid);
  if (!asker || !isSame(token, asker.authToken)) refuse(20003);
  const { accountSid } = request.params as { accountSid?: string };
  if (accountSid !== undefined) accountBelow(carrier, asker, accountSid, request.url);
  return asker;
}

/** @throws TwilioError 20404 for an account that nobody has, 20003 for one that is not the asker's */
export function accountBelow(carrier: Carrier, asker: Account, sid: string, url: string): Account {
  const account = carrier.accounts.get(sid) ?? refuse(20404, url);
  return account.sid === asker.sid || account.ownerSid === asker.sid ? account : refuse(20003);
}

/** The account that the path names. */
export function accountOf(request: FastifyRequest): string {
  return (request.params as { accountSid: string }).accountSid;
}

/** Accounts: the main one creates subaccounts, and is shown with them; a subaccount is shown itself. */
export function registerAccounts(app: FastifyInstance, carrier: Carrier): void {
  app.post('/Accounts.json', (request, reply) => {
    const asker = authenticate(carrier, request);
    if (asker.ownerSid !== asker.sid) refuse(20003);
    const friendlyName = one(onlyKnown(request.body, createNames), 'FriendlyName');
    if (friendlyName && friendlyName.length > nameCharactersMax) refuse(20001, 'FriendlyName');
    return reply.code(201).send(resourceOf(addSubaccount(carrier, friendlyName ?? `SubAccount Created at ${createdAt()}`)));
  });

  app.get('/Accounts.json', (request) => {
    const asker = authenticate(carrier, request);
    const parameters = onlyKnown(request.query, listNames);
    onlyListed(parameters, { Status: ['active', 'suspended', 'closed'] });
    const [name, status] = [one(parameters, 'FriendlyName'), one(parameters, 'Status')];
    const found = [...carrier.accounts.values()].filter(({ sid, ownerSid, friendlyName }) => (sid === asker.sid || ownerSid === asker.sid) && (!name || friendlyName === name) && (!status || status === 'active'));
    return page('/2010-04-01/Accounts.json', 'accounts', parameters, found, resourceOf);
  });

  app.get<{ Params: { accountSid: string } }>('/Accounts/:accountSid.json', (request) => resourceOf(accountBelow(carrier, authenticate(carrier, request), request.params.accountSid, request.url)));
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** `2026-11-21 07:22 pm`, as Twilio names what nobody named. */
function createdAt(): string {
  const now = new Date().toISOString();
  const hour = Number(now.slice(11, 13));
  return `${now.slice(0, 10)} ${String(hour % 12 || 12).padStart(2, '0')}:${now.slice(14, 16)} ${hour < 12 ? 'am' : 'pm'}`;
}

/** Account in Twilio's shape. */
function resourceOf(account: Account) {
  const uri = `/2010-04-01/Accounts/${account.sid}`;
  return {
    sid: account.sid, owner_account_sid: account.ownerSid, auth_token: account.authToken, friendly_name: account.friendlyName, status: 'active', type: 'Full',
    date_created: rfc2822(account.createdAtMs), date_updated: rfc2822(account.createdAtMs), uri: `${uri}.json`,
    subresource_uris: {
      available_phone_numbers: `${uri}/AvailablePhoneNumbers.json`, calls: `${uri}/Calls.json`, incoming_phone_numbers: `${uri}/IncomingPhoneNumbers.json`,
      messages: `${uri}/Messages.json`,
    },
  };
}
