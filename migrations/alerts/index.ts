import { CreateAlerts1700000000050 } from './1-createAlerts';
import { CreateAlertsAppointments1700000000051 } from './2-createAppointments';
import { NoteWarned1700000000052 } from './3-noteWarned';
import { NoteAlertsHindrances1700000000053 } from './4-noteHindrances';
import { EndWithOptIn1700000000054 } from './5-endWithOptIn';
import { JoinNotices1700000000055 } from './6-joinNotices';

/** Alerts' migrations, oldest first. */
export const migrations = [CreateAlerts1700000000050, CreateAlertsAppointments1700000000051, NoteWarned1700000000052, NoteAlertsHindrances1700000000053, EndWithOptIn1700000000054, JoinNotices1700000000055];
