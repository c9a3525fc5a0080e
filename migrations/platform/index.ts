import { CreateEventLogAndJobs1700000000001 } from './1-createEventLogAndJobs';
import { CreateSchedules1700000000102 } from './2-createSchedules';

/** The platform's migrations, oldest first. */
export const migrations = [CreateEventLogAndJobs1700000000001, CreateSchedules1700000000102];
