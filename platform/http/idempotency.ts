import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../database/database';
import { refuse } from '../errors/refusal';
import type { Foundation } from '../runtime/subgraphModule';
import { forgetByParts, type Schedule } from '../runtime/schedules';
import { isUuid } from '../values/uuid';
import { hasServiceKey } from './serviceKey';

/** An answer is kept so long. */
const keptHours = 24;
/** Whoever holds a key and has not answered after so long has died: the next one does the work. */
const underWaySeconds = 60;
const keyLengthMax = 255;

/** Answers to requests that name no business: no transaction of a business, or of none, sees them. */
const nobody = '00000000-0000-0000-0000-000000000000';

interface Claim {
  tenantId: string;
  path: string;
  key: string;
}

interface KeptRow {
  request_hash: Buffer;
  status: number | null;
  content_type: string | null;
  body: string | null;
}

/**
 * Serves routes of which every POST of our own services takes an Idempotency-Key (rest.yaml): the same key and body answers what the
 * first did; another body, or the first one still under way, is RESOURCE_ALREADY_EXISTS. A fault leaves the key free. Answers are kept
 * for a day, as rows of the business that X-Tenant-ID names.
 */
export async function withIdempotencyKeys(app: FastifyInstance, { database, environment }: Pick<Foundation, 'database' | 'environment'>, routes: (scope: FastifyInstance) => void): Promise<void> {
  const claims = new WeakMap<FastifyRequest, Claim>();
  await app.register(async (scope) => {
    scope.addHook('preHandler', async (request, reply) => {
      const key = request.headers['idempotency-key'];
      if (request.method !== 'POST' || typeof key !== 'string' || !hasServiceKey(request, environment.internalServiceKeys)) return;
      if (key.length === 0 || key.length > keyLengthMax) refuse('INVALID_FORMAT', `An Idempotency-Key has 1 to ${keyLengthMax} characters.`, { field: 'Idempotency-Key' });
      const tenantId = request.headers['x-tenant-id'] ?? nobody;
      if (typeof tenantId !== 'string' || !isUuid(tenantId)) refuse('INVALID_FORMAT', 'The tenant id is not one.', { field: 'X-Tenant-ID' });
      const claim = { tenantId, path: request.url, key };
      const kept = await claimKey(database, claim, hashOf(request.body));
      if (kept) return replay(reply, kept);
      claims.set(request, claim);
    });
    scope.addHook('onSend', async (request, reply, payload) => {
      const claim = claims.get(request);
      if (claim) await settle(database, claim, reply, payload);
      return payload;
    });
    routes(scope);
  });
}

/** What the first one answered; nothing where this is the first. */
function claimKey(database: Database, { tenantId, path, key }: Claim, hash: Buffer): Promise<KeptRow | null> {
  return database.transaction(tenantId, async (tx) => {
    const claimed = await tx.query(
      `insert into platform.kept_answers as a (tenant_id, path, key, request_hash) values ($1, $2, $3, $4)
       on conflict (tenant_id, path, key) do update set created_at = clock_timestamp(), request_hash = excluded.request_hash
         where a.status is null and a.created_at < clock_timestamp() - make_interval(secs => $5) returning 1 as one`,
      [tenantId, path, key, hash, underWaySeconds],
    );
    if (claimed.length > 0) return null;
    const [kept] = await tx.query<KeptRow>(`select request_hash, status, content_type, body from platform.kept_answers where path = $1 and key = $2`, [path, key]);
    if (!kept?.request_hash.equals(hash)) refuse('RESOURCE_ALREADY_EXISTS', 'This Idempotency-Key was used with another body.', { field: 'Idempotency-Key' });
    if (kept.status === null) refuse('RESOURCE_ALREADY_EXISTS', 'The first request with this Idempotency-Key is still under way.', { field: 'Idempotency-Key' });
    return kept;
  });
}

function replay(reply: FastifyReply, kept: KeptRow): FastifyReply {
  if (kept.content_type !== null) void reply.type(kept.content_type);
  return reply.code(kept.status ?? 200).send(kept.body ?? undefined);
}

/** An answer that would be another at the next try is not kept. */
async function settle(database: Database, { tenantId, path, key }: Claim, reply: FastifyReply, payload: unknown): Promise<void> {
  const passing = reply.statusCode >= 500 || reply.statusCode === 429;
  const sql = passing
    ? `delete from platform.kept_answers where path = $1 and key = $2`
    : `update platform.kept_answers set status = $3, content_type = $4, body = $5 where path = $1 and key = $2`;
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.toString() : null;
  await database.transaction(tenantId, async (tx) => tx.execute(sql, passing ? [path, key] : [path, key, reply.statusCode, reply.getHeader('content-type') ?? null, body]));
}

function hashOf(body: unknown): Buffer {
  return createHash('sha256').update(Buffer.isBuffer(body) ? body : JSON.stringify(body ?? null)).digest();
}

/** Forgets what is older than a day, every hour. */
export const forgetAnswers: Schedule = {
  name: 'platform.forgetAnswers',
  everyMinutes: 60,
  run: (database) => forgetByParts(database, `select platform.forget_answers(clock_timestamp() - interval '${keptHours} hours', $1) as gone`),
};
