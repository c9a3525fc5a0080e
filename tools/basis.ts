import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../platform/config/environment';
import type { Logger } from '../platform/logging/logger';
import { createTokens } from '../platform/principal/tokens';
import { repositoryRoot } from '../schema/files';
import type { StandInFoundation } from './standIn';

/** Of the whole, as package.json has it. */
export const { version } = JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8')) as { version: string };

/** What there is before the database answers. */
export function basisOf({ environment, dataDirectory, log }: { environment: Environment; dataDirectory: string; log: Logger }): StandInFoundation {
  const key = environment.jwtPrivateKey ?? environment.jwtSecret;
  if (key === undefined) throw new Error('JWT_SECRET or JWT_PRIVATE_KEY is needed.');
  return { environment, tokens: createTokens(key, environment.jwtExpiresInSeconds), log, clock: () => new Date(), dataDirectory, version };
}
