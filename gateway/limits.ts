import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ValidationRule } from 'graphql';

/** Nobody reads the sixth error of a query. */
export const validationErrorsMax = 5;

/** Depth 15 and 50 aliases are the contract's (environment.md); a query's text has at most 15,000 tokens. */
export const maxTokens = 15_000;

/**
 * The limits on a query's shape, the same for HTTP and WebSocket. Cost counts 1 for each field and 2 for each object, times 1.5 for each level
 * of depth; 20,000 lets every screen of the dashboard pass with a wide margin. Suggestions and armor's own token limit are off:
 * the latter turns syntax errors into HTTP 500 (design/dependencies.md, "Traps").
 */
export function limitRules(): ValidationRule[] {
  const armor = new ApolloArmor({
    maxDepth: { enabled: true, n: 15, ignoreIntrospection: true },
    maxAliases: { enabled: true, n: 50, allowList: [] },
    costLimit: { enabled: true, maxCost: 20_000, objectCost: 2, scalarCost: 1, depthCostFactor: 1.5, ignoreIntrospection: true },
    maxDirectives: { enabled: true, n: 50 },
    maxTokens: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  });
  return armor.protect().validationRules as ValidationRule[];
}
