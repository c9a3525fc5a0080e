import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type ExecutionResult } from 'graphql';
import { migrationSets } from '../../../migrations';
import { readEnvironment } from '../../../platform/config/environment';
import { openDatabase } from '../../../platform/database/database';
import { migrate } from '../../../platform/database/migrate';
import { enforceAuthorization } from '../../../platform/graphql/authorization';
import { createTestDatabase } from '../../../platform/postgres/testServer';
import { anonymous, type Principal } from '../../../platform/principal/principal';
import { createTokens } from '../../../platform/principal/tokens';
import { asAdmin } from '../../../tests/harness/database';
import { createContext } from '../createContext';
import { resolvers } from '../resolvers/resolvers';
import { subgraph } from '../subgraph';
import { createMember, type MemberInput } from '../usecases/createMember';

/** What the tests select of a user. */
interface UserAnswer {
  id: string;
  email: string;
  role: { code: string; name: string; permissions: string[] };
  memberships: { tenant: { id: string }; role: { code: string } }[];
  lastLogin: string | null;
}

interface AuthAnswer {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
  user: UserAnswer;
}

interface Answer {
  login: AuthAnswer;
  refreshSession: AuthAnswer;
  logout: boolean;
  me: UserAnswer;
  _entities: (Partial<UserAnswer> | null)[];
}

export type Identity = Awaited<ReturnType<typeof openIdentity>>;

/** The subgraph from before a file's first test until after its last; in between alone it can be used. */
export function openedIdentity(): Identity {
  const identity = {} as Identity;
  beforeAll(async () => void Object.assign(identity, await openIdentity()));
  afterAll(() => identity.close());
  return identity;
}

/** The subgraph on a database of its own, with a clock that the test turns. */
async function openIdentity() {
  const sets = migrationSets.filter(({ schema }) => ['platform', 'identity', 'tenancy'].includes(schema));
  const testDatabase = await createTestDatabase(`identity ${sets.flatMap((set) => set.migrations.map(String)).join()} ${Date.now()}`, async (url) => void (await migrate(url, sets)));
  const database = await openDatabase({ url: testDatabase.url, maxConnections: 8, applicationName: 'identity tests' });
  const clock = { now: new Date() };
  const foundation = { database, tokens: createTokens('a secret of at least thirty-two bytes', 900), clock: () => clock.now, environment: readEnvironment({}) };
  const contextOf = (principal: Principal) => createContext(foundation, { principal, requestId: 'test' }, 4);
  const schema = enforceAuthorization(buildSubgraphSchema([{ typeDefs: parse(subgraph.typeDefs()), resolvers: resolvers as never }]));

  return {
    url: testDatabase.url,
    database,
    foundation,
    passMillis: (millis: number) => (clock.now = new Date(clock.now.getTime() + millis)),
    addMember: (tenantId: string, member: Partial<MemberInput> & { email: string }) =>
      createMember(contextOf({ kind: 'system', tenantId }), { password: 'correct horse', firstName: 'Ana', lastName: 'Li', role: 'owner', ...member }),
    ask: async (source: string, variableValues: Record<string, unknown> = {}, principal: Principal = anonymous): Promise<ExecutionResult<Answer>> =>
      (await graphql({ schema, source, variableValues, contextValue: contextOf(principal) })) as unknown as ExecutionResult<Answer>,
    principalOf: async (accessToken: string): Promise<Principal> => foundation.tokens.verify(accessToken),
    isAlive: async (sessionId: string) =>
      (await database.transaction(null, (tx) => tx.query<{ alive: boolean }>('select identity.session_alive($1) as alive', [sessionId])))[0]?.alive,
    /** As the superuser, for what no operation of identity arranges. */
    asOwner: (sql: string, parameters?: unknown[]) => asAdmin(testDatabase.url, sql, parameters),
    events: (tenantId: string) => database.transaction(tenantId, (tx) => tx.query<{ type: string; payload: Record<string, string> }>('select type, payload from platform.events order by x, id')),
    async close() {
      await database.close();
      await testDatabase.drop();
    },
  };
}
