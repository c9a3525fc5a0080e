import { CreateAlerts1700000000050 } from './1-createAlerts';

export const migrations = [CreateAlerts1700000000050];
