import { CreateCalls1700000000020 } from './1-createCalls';

export const migrations = [CreateCalls1700000000020];
