import { ask, openSocket } from '../../gateway/tests/socket';
import { callOf, type Root, rootsOf, supergraphApi } from './operations';
import { type BusinessRows, roleNames, startWorld, type World } from './world';

type Role = (typeof roleNames)[number];

const everybody: readonly Role[] = roleNames;
const notTechnicians = everybody.filter((role) => role !== 'technician');
/** A technician writes to own appointments: what is not theirs they are not told of, rather than refused. */
const notViewers = everybody.filter((role) => role !== 'viewer');
const deskOnly = notViewers.filter((role) => role !== 'technician');

/** Who may call what: roles.md, row by row. A root field that is added is added here, by what roles.md says of it. */
const rights: readonly (readonly [what: string, roles: readonly Role[], fields: readonly string[]])[] = [
  ['read calls, conversations, leads, appointments; a technician those of own appointments', everybody, ['calls', 'call', 'conversations', 'conversation', 'leads', 'lead', 'appointments', 'appointment', 'callUpdated', 'conversationUpdated', 'messageAdded']],
  ['read config and slots', everybody, ['businessConfig', 'availableSlots']],
  ['read numbers', notTechnicians, ['phoneNumbers', 'phoneNumber']],
  ['read opt-outs', notTechnicians, ['optOuts']],
  ['tenant', everybody, ['tenant']],
  ['processDispatch', deskOnly, ['processDispatch']],
  ['write to customers', notViewers, ['sendMessage', 'takeOverConversation', 'returnConversationToAi', 'resolveConversation', 'markConversationRead', 'mergeCustomers', 'bookAppointment']],
  ['analytics: dashboard', notTechnicians, ['dashboard', 'dashboardUpdated']],
  ['alerts: read, alertChanged', everybody, ['alerts', 'alert', 'alertChanged']],
  ['alerts: acknowledge, resolve', notViewers, ['acknowledgeAlert', 'resolveAlert']],
  ['systemHealth, services', everybody, ['systemHealth', 'services']],
  ['every subscription carries what the caller may read', everybody, ['events', 'eventCursor']],
  ['own profile, sessions', everybody, ['me', 'login', 'refreshSession', 'logout']],
];

const roots = rootsOf(supergraphApi());
let world: World;
let rows: BusinessRows;

beforeAll(async () => {
  world = await startWorld();
  rows = await world.furnished('+12085550801', 1, roleNames);
});
afterAll(() => world.close());

test('every root field has its row', () => {
  expect(rights.flatMap(([, , fields]) => fields).sort()).toEqual(roots.map(({ name }) => name).sort());
});

/** What comes of a call that reached whoever decides it: an answer, or a refusal of the made-up things that it names. */
const decided: unknown[] = [undefined, 'RESOURCE_NOT_FOUND', 'VALIDATION_FAILED', 'INVALID_FORMAT', 'AUTH_CREDENTIALS_INVALID'];
/** Ids are nobody's, so that a call that is granted changes nothing; an `after` that is no cursor ends a subscription that is granted. */
const textOf = (root: Root) => callOf(root, root.kind === 'subscription' && root.field.args.some(({ name }) => name === 'after') ? { after: 'nonsense' } : {});

test.each(roleNames)('%s may do what roles.md grants, and is refused everything else', async (role) => {
  const user = rows.business.users.find((candidate) => candidate.role === role) as { email: string; password: string };
  const { accessToken, refreshToken } = await world.login(user.email, user.password);
  const socket = await openSocket(world.url, accessToken);
  const codeOf = async (root: Root): Promise<unknown> => {
    if (root.kind !== 'subscription') {
      const { body, status } = await world.post(textOf(root).replace('refreshToken: "text"', `refreshToken: "${refreshToken}"`), { token: accessToken });
      return status === 401 ? 401 : body.errors?.[0]?.extensions['code'];
    }
    const { type, payload } = await ask(socket, root.name, textOf(root));
    socket.send(JSON.stringify({ id: root.name, type: 'complete' }));
    return type === 'error' ? (payload as { extensions: Record<string, unknown> }[])[0]?.extensions['code'] : undefined;
  };
  // Last, as it ends the token.
  const inOrder = roots.toSorted((a, b) => Number(a.name === 'logout') - Number(b.name === 'logout'));
  for (const root of inOrder) {
    const [what, roles] = rights.find(([, , fields]) => fields.includes(root.name)) as (typeof rights)[number];
    const code = await codeOf(root);
    expect([what, root.name, decided.includes(code) ? 'granted' : code]).toEqual([what, root.name, roles.includes(role) ? 'granted' : 'AUTH_INSUFFICIENT_PERMISSIONS']);
  }
  socket.close();
});
