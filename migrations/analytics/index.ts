import { CreateRollups1700000000040 } from './1-createRollups';

export const migrations = [CreateRollups1700000000040];
