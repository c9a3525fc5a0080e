import { CreateTelephony1700000000010 } from './1-createTelephony';

/** Telephony's migrations, oldest first. */
export const migrations = [CreateTelephony1700000000010];
