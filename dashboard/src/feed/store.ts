/** Holds the state and tells who listens when it changed. */
import type { State } from './state';

export interface Store {
  get(): State;
  change(update: (state: State) => State): void;
  subscribe(listener: () => void): () => void;
}

export function createStore(initial: State): Store {
  const listeners = new Set<() => void>();
  let state = initial;
  return {
    get: () => state,
    change(update) {
      const next = update(state);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
