/** A small real server of our protocol: an event log behind `events(after)` on graphql-ws, sessions over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError, buildSchema, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const schema = buildSchema(/* GraphQL */ `
  interface Event { id: ID! type: String! }
  type BroadcastEvent implements Event { id: ID! type: String! message: String! }
  type Role { code: String! name: String! permissions: [String!]! }
  type Tenant { id: ID! }
  type Membership { role: Role! tenant: Tenant }
  type User { id: ID! firstName: String! lastName: String! email: String! role: Role memberships: [Membership!]! }
  type AuthPayload { accessToken: String! refreshToken: String! expiresAt: String! user: User! }
  input LoginInput { email: String! password: String! tenantId: ID }
  type Query { eventCursor: ID! }
  type Mutation { login(input: LoginInput!): AuthPayload! refreshSession(refreshToken: String!): AuthPayload! logout: Boolean! }
  type Subscription { events(after: ID): Event! }
`);

export type EventServer = Awaited<ReturnType<typeof startEventServer>>;

export async function startEventServer() {
  const log: { id: string; message: string }[] = [];
  const arrivals = new Set<() => void>();
  const asked: (string | null)[] = [];
  const tokens: string[] = [];
  const expired = new Set<string>();
  const counts = { refreshes: 0, generation: 0 };
  const refusals: string[] = [];
  let oldestKept = 0;

  const refuse = (code: string) => new GraphQLError(code, { extensions: { code, requestId: 'request-1', details: { field: 'x' } } });

  function newSession() {
    const generation = String(++counts.generation);
    return {
      accessToken: `access-${generation}`,
      refreshToken: `refresh-${generation}`,
      expiresAt: new Date(Date.now() + 900_000).toISOString(),
      user: { id: 'u1', firstName: 'Ana', lastName: 'Ruiz', email: 'ana@example.com', role: null, memberships: [] },
    };
  }

  async function* events({ after }: { after?: string | null }) {
    asked.push(after ?? null);
    const refusal = refusals.shift();
    if (refusal) throw refuse(refusal);
    let position = after ? Number(after) : log.length;
    if (position < oldestKept) throw refuse('CURSOR_EXPIRED');
    for (;;) {
      const entry = log[position];
      if (entry) {
        position += 1;
        yield { events: { __typename: 'BroadcastEvent', type: 'BROADCAST', ...entry } };
      } else await new Promise<void>((resolve) => arrivals.add(resolve));
    }
  }

  const rootValue = {
    events,
    login: ({ input }: { input: { password: string } }) => {
      if (input.password !== 'right') throw refuse('AUTH_CREDENTIALS_INVALID');
      return newSession();
    },
    refreshSession: ({ refreshToken }: { refreshToken: string }) => {
      counts.refreshes += 1;
      if (!refreshToken.startsWith('refresh-')) throw refuse('AUTH_TOKEN_INVALID');
      return newSession();
    },
    logout: () => true,
    eventCursor: (_: unknown, context: { token: string }) => {
      if (expired.has(context.token)) throw refuse('AUTH_TOKEN_EXPIRED');
      if (context.token === 'revoked') throw refuse('AUTH_TOKEN_INVALID');
      return String(log.length);
    },
  };

  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const answer = await graphql({ schema, source: query, rootValue, contextValue: { token }, variableValues: variables });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });

  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  const protocol = useServer(
    {
      schema,
      roots: { subscription: rootValue },
      onConnect: (context) => {
        const token = String(context.connectionParams?.['authorization'] ?? '').replace('Bearer ', '');
        tokens.push(token);
        if (expired.has(token)) context.extra.socket.close(4403, 'Token expired');
        else if (token === 'revoked') context.extra.socket.close(4401, 'Session ended');
        return true;
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    /** What each subscription gave as `after`. */
    asked,
    /** The token of each connection. */
    tokens,
    expired,
    counts,
    connections: () => sockets.clients.size,
    publish(message: string) {
      log.push({ id: String(log.length + 1), message });
      for (const arrive of [...arrivals]) arrive();
      arrivals.clear();
    },
    /** Refuses as many subscriptions with these codes, one after the other. */
    refuseNext(...codes: string[]) {
      refusals.push(...codes);
    },
    forgetBefore(position: number) {
      oldestKept = position;
    },
    /** Closes every socket with a code, or without a word. */
    drop(code?: number) {
      for (const socket of sockets.clients) {
        if (code) socket.close(code, 'test');
        else socket.terminate();
      }
    },
    async stop() {
      for (const arrive of [...arrivals]) arrive();
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await Promise.race([protocol.dispose(), new Promise((resolve) => setImmediate(resolve))]);
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
