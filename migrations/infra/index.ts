import { CreateServices1700000000060 } from './1-createServices';
import { ReportChecks1700000000061 } from './2-reportChecks';

/** Infra's migrations, oldest first. */
export const migrations = [CreateServices1700000000060, ReportChecks1700000000061];
