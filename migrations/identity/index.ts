import { CreatePeopleAndSessions1700000000002 } from './2-createPeopleAndSessions';

export const migrations = [CreatePeopleAndSessions1700000000002];
