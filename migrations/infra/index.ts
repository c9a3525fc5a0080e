import { CreateServices1700000000060 } from './1-createServices';

export const migrations = [CreateServices1700000000060];
