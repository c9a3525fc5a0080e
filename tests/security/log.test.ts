import { missedCall, texts } from '../harness/conversation';
import { eventually } from '../harness/eventually';
import { authToken } from '../harness/phoneCompany';
import { startSystem, type System } from '../harness/system';
import { demoLogin } from '../../tools/demo';

let system: System;

jest.setTimeout(300_000);

const serviceKey = 'a-service-key-of-the-log-test-of-some-length';

beforeAll(async () => {
  system = await startSystem({ ownProcess: true, variables: { LOG_LEVEL: 'debug', INTERNAL_SERVICE_KEY: serviceKey } });
});

afterAll(async () => system?.close());

/** From now on whatever is inserted there fails. PostgreSQL tells the number in the error's message, and in its detail the row, as it does of a broken constraint. */
const spoil = (table: string, number: string) =>
  system.sql(
    `create function public.spoil() returns trigger language plpgsql as $$ begin raise exception using message = 'spoilt by ${number} and ' || replace('${number}', '+', '%2B'), detail = row_to_json(new)::text, hint = row_to_json(new)::text; end $$;
     create trigger spoil before insert on ${table} for each row execute function public.spoil()`,
  );
const mend = (table: string) => system.sql(`drop trigger spoil on ${table}; drop function public.spoil()`);
const logged = (what: string) => eventually(() => system.process.log().includes(what), `"${what}" in the log`);

function post(path: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${system.url}${path}`, { method: 'POST', headers, body });
}

test('no secret, no customer’s number and no word of theirs reaches the log, at debug level, whatever fails', async () => {
  const { caller, thread } = await missedCall(system);
  const words = ['purple-hippo faucet', 'green-walrus boiler', 'blue-lemur answer'] as const;
  await system.phones.text(caller, system.number, `${words[0]} is dripping`);
  await texts(system, caller, 2);

  const token = await system.logIn();
  const json = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const login = JSON.stringify({ query: 'mutation ($input: LoginInput!) { login(input: $input) { refreshToken } }', variables: { input: demoLogin.dispatcher } });
  const { data } = (await (await post('/graphql', login, { 'content-type': 'application/json' })).json()) as { data: { login: { refreshToken: string } } };
  await post('/graphql', login.replace(demoLogin.dispatcher.password, 'a-wrong-password'), { 'content-type': 'application/json' });
  await post('/graphql', '{"query":"{ me { id } }"}', { ...json, authorization: 'Bearer a-forged-token' });
  await post('/dispatch/process', JSON.stringify({ caller_phone: caller, current_message: words[1] }), { 'content-type': 'application/json', 'x-service-key': serviceKey });
  await post('/webhooks/twilio/sms', `From=${encodeURIComponent(caller)}&Body=${words[1]}`, { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'a-forged-signature' });

  await spoil('calls.messages', caller);
  const send = JSON.stringify({ query: 'mutation ($id: ID!, $body: String!) { sendMessage(conversationId: $id, input: { body: $body }) { __typename } }', variables: { id: thread.id, body: words[2] } });
  expect(await (await post('/graphql', send, json)).json()).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
  await logged('a resolver failed');
  await system.phones.text(caller, system.number, `${words[1]} too`);
  await logged('job failed and will be tried again');
  await mend('calls.messages');

  await spoil('telephony.calls', caller);
  await system.phones.call(caller, system.number);
  await logged('request failed');
  await mend('telephony.calls');

  const log = system.process.log();
  const secrets = [
    token, data.login.refreshToken, 'a-forged-token', demoLogin.owner.password, 'a-wrong-password', serviceKey, authToken, 'a-forged-signature', 'a secret of the journeys', 'an encryption key of the journeys',
    caller, caller.slice(1), encodeURIComponent(caller), ...words, ...words.map((word) => word.replaceAll(' ', '+')),
  ];
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
});
