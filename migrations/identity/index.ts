import { CreatePeopleAndSessions1700000000002 } from './2-createPeopleAndSessions';
import { EndSuspendedSessions1700000000103 } from './3-endSuspendedSessions';

/** Identity's migrations, oldest first. */
export const migrations = [CreatePeopleAndSessions1700000000002, EndSuspendedSessions1700000000103];
