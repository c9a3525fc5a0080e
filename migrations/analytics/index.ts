import { CreateRollups1700000000040 } from './1-createRollups';
import { KeepReplyTimes1700000000041 } from './2-keepReplyTimes';

/** Analytics' migrations, oldest first. */
export const migrations = [CreateRollups1700000000040, KeepReplyTimes1700000000041];
