import type { World } from './world';

export async function federation(_world: World): Promise<never> {
  throw new Error('not yet');
}
