import { CreateEventLogAndJobs1700000000001 } from './1-createEventLogAndJobs';
import { CreateSchedules1700000000102 } from './2-createSchedules';
import { KeepAnswers1700000000103 } from './3-keepAnswers';
import { RecordOperatorActs1700000000104 } from './4-recordOperatorActs';
import { MendQueue1700000000105 } from './5-mendQueue';
import { KeepEpoch1700000000106 } from './6-keepEpoch';
import { ForgetByParts1700000000107 } from './7-forgetByParts';
import { MendAnswers1700000000108 } from './8-mendAnswers';
import { PlanClaims1700000000109 } from './9-planClaims';

/** The platform's migrations, oldest first. */
export const migrations = [
  CreateEventLogAndJobs1700000000001,
  CreateSchedules1700000000102,
  KeepAnswers1700000000103,
  RecordOperatorActs1700000000104,
  MendQueue1700000000105,
  KeepEpoch1700000000106,
  ForgetByParts1700000000107,
  MendAnswers1700000000108,
  PlanClaims1700000000109,
];
