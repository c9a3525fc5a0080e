import { forgetByParts, type Schedule } from '../../../platform/runtime/schedules';

/** Events are stored so long (domain.md, "Tenants and people"); `after` reaches back 24 h. */
const keptDays = 7;

/** Forgets the events of all businesses that are older than that, every hour. */
export const forgetEvents: Schedule = {
  name: 'infra.forgetEvents',
  everyMinutes: 60,
  run: (database) => forgetByParts(database, `select platform.forget_events(clock_timestamp() - interval '${keptDays} days', $1) as gone`),
};
