import { randomUUID } from 'node:crypto';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, getNamedType, type GraphQLInputType, type GraphQLSchema, isInputObjectType } from 'graphql';
import type { Database } from '../database/database';
import { Refusal, refuse } from '../errors/refusal';
import type { Logger } from '../logging/logger';
import { actsAsOperator, type Operating, type Principal } from '../principal/principal';
import type { Caller } from '../runtime/subgraphModule';
import { isUuid } from '../values/uuid';

/** What a mutation of an operator for a business leaves in the audit log. */
interface Act {
  id: string;
  operator: Operating;
  mutation: string;
  /** Ids among the arguments, by their place: `input.conversationId`. */
  ids: Record<string, string>;
  requestId: string;
}

/**
 * Writes each mutation that an operator of the platform does for a business into platform.operator_acts (roles.md): before it runs, and
 * once more with what became of it. One that cannot be recorded is refused as SERVICE_UNAVAILABLE, and nothing was done. The same in every
 * subgraph, so that nobody who reaches one directly goes unrecorded.
 * @param callerOf who asked, by the resolvers' context
 */
export function recordOperatorActs(schema: GraphQLSchema, { database, log }: { database: Database; log: Logger }, callerOf: (context: object) => Caller): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.MUTATION_ROOT_FIELD]: (field, mutation) => {
      const resolve = field.resolve ?? defaultFieldResolver;
      const types = Object.entries(field.args ?? {}).map(([name, { type }]): [string, GraphQLInputType] => [name, type]);
      field.resolve = async (source, args: Record<string, unknown>, context: { principal: Principal }, info) => {
        const { principal } = context;
        if (!actsAsOperator(principal)) return resolve(source, args, context, info) as unknown;
        const { requestId } = callerOf(context);
        const act: Act = { id: randomUUID(), operator: principal, mutation, ids: idsOf(types, args), requestId };
        await record(database, act, 'BEGUN').catch((error: unknown) => {
          log.error({ err: error, requestId, mutation }, 'an operator’s act cannot be recorded');
          return refuse('SERVICE_UNAVAILABLE', 'This cannot be recorded right now, so it is not done.');
        });
        const ended = (outcome: Outcome, code?: string) =>
          // What was begun stands recorded: that its end is not told takes nothing back.
          record(database, act, outcome, code).catch((error: unknown) => log.error({ err: error, requestId, mutation, outcome }, 'the end of an operator’s act was not recorded'));
        try {
          const result: unknown = await resolve(source, args, context, info);
          await ended('ANSWERED');
          return result;
        } catch (error) {
          await (error instanceof Refusal ? ended('REFUSED', error.code) : ended('FAILED'));
          throw error;
        }
      };
      return field;
    },
  });
}

type Outcome = 'BEGUN' | 'ANSWERED' | 'REFUSED' | 'FAILED';

function record(database: Database, { id, operator, mutation, ids, requestId }: Act, outcome: Outcome, code: string | null = null): Promise<void> {
  return database.transaction(operator.tenantId, (tx) => {
    tx.execute(
      `insert into platform.operator_acts (tenant_id, act_id, outcome, operator_id, session_id, mutation, ids, code, request_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [operator.tenantId, id, outcome, operator.userId, operator.sessionId, mutation, ids, code, requestId],
    );
    return Promise.resolve();
  });
}

/** What the schema calls an ID, and only where it can be one: no other text enters the log. */
function idsOf(types: readonly [string, GraphQLInputType][], values: Record<string, unknown>, above = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, type] of types) {
    const [value, place, named] = [values[name], above + name, getNamedType(type)];
    if (named.name === 'ID' && typeof value === 'string' && isUuid(value)) found[place] = value;
    if (!isInputObjectType(named) || typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const fields = Object.values(named.getFields()).map((field): [string, GraphQLInputType] => [field.name, field.type]);
    Object.assign(found, idsOf(fields, value as Record<string, unknown>, `${place}.`));
  }
  return found;
}
