import type { HandledEvent } from '../../../platform/runtime/subgraphModule';
import { businessConfigured } from '../../../schema/events/tenancy';
import type { Context } from '../context';
import { forwardLines } from '../usecases/forwardLines';

/** A business was made or changed its configuration: its lines forward as that says. */
export async function onBusinessConfigured(event: HandledEvent, context: Context): Promise<void> {
  const settings = businessConfigured.payload.parse(event.payload);
  await forwardLines(context, { targets: settings.forwardTargets, timeoutSeconds: settings.forwardTimeoutSeconds, screening: settings.screening });
}
