import { CreateEventLogAndJobs1700000000001 } from './1-createEventLogAndJobs';

export const migrations = [CreateEventLogAndJobs1700000000001];
