import { z } from 'zod';
import { defineEvent } from './event';

/** A counter of the dashboard moved. */
export const kpiChanged = defineEvent('analytics.kpiChanged', z.object({ at: z.iso.datetime() }), () => ({ type: 'DASHBOARD_UPDATE' }));
