import { ApolloArmor } from '@escape.tech/graphql-armor';
import { GraphQLError, isIntrospectionType, type ValidationContext, type ValidationRule } from 'graphql';
import { itemLimit } from './pageLimits';

/** Nobody reads the sixth error of a query. */
export const validationErrorsMax = 5;

/** A query's text has at most so many tokens. */
export const maxTokens = 15_000;

/** What one socket may ask at once: each event is planned and answered for each subscription that hears it. */
export const operationsMax = 100;

/** Of a query's shape. Depth and aliases are the contract's (environment.md), which has the cost documented: the page at GET /graphql tells them all. */
export const shapeLimits = { depth: 15, aliases: 50, cost: 20_000, directives: 50 };

/**
 * The limits on a query's shape, the same for HTTP and WebSocket. Cost counts 1 for each field and 2 for each object, times 1.5 for each level
 * of depth and times `first` where that is a number in the text; 20,000 lets every screen of the dashboard pass with a wide margin. Suggestions and armor's own token limit are off:
 * the latter turns syntax errors into HTTP 500 (design/dependencies.md, "Traps"). A query beyond a limit is refused as GRAPHQL_VALIDATION_FAILED;
 * `details` names the limit, its `max` and what was `found`.
 */
export function limitRules(): ValidationRule[] {
  const armor = new ApolloArmor({
    maxDepth: { enabled: true, n: shapeLimits.depth, ignoreIntrospection: true, ...refusedAs('depth', (found, max) => `The query is ${found} levels deep; at most ${max} are allowed.`) },
    maxAliases: { enabled: true, n: shapeLimits.aliases, allowList: [], ...refusedAs('aliases', (found, max) => `The query has ${found} aliases; at most ${max} are allowed.`) },
    costLimit: { enabled: true, maxCost: shapeLimits.cost, objectCost: 2, scalarCost: 1, depthCostFactor: 1.5, ignoreIntrospection: true, ...refusedAs('cost', (found, max) => `The query costs ${found} points; at most ${max} are allowed. Ask for fewer fields, fewer levels or smaller pages.`) },
    maxDirectives: { enabled: true, n: shapeLimits.directives, ...refusedAs('directives', (found, max) => `The query has ${found} directives; at most ${max} are allowed.`) },
    maxTokens: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  });
  return [...(armor.protect().validationRules as ValidationRule[]), itemLimit, introspectionOnce];
}

/**
 * Anybody may ask for the schema, whatever it costs; but by aliases one small request would ask for it fifty times. Tools need none there,
 * but for those of whole `__type`s.
 */
const introspectionOnce: ValidationRule = (context) => {
  let found = 0;
  return {
    Field: ({ name, alias }) => {
      const parent = context.getParentType();
      if (alias && (name.value === '__schema' || (parent && isIntrospectionType(parent)))) found += 1;
    },
    Document: {
      leave: () => {
        if (found === 0) return;
        const message = `The query has ${found} aliases within \`__schema\` or \`__type\`; none are allowed there.`;
        context.reportError(new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', details: { limit: 'introspectionAliases', max: 0, found } } }));
      },
    },
  };
};

/** A refusal's text for the client: graphql-js says the limit on a query's length as a syntax error; other texts stay as they are. */
export function plainMessage(message: string): string {
  return / more tha[nt] \d+ tokens\b/.test(message) ? `The query has more than ${maxTokens} tokens (names, values and punctuation), which is the most that is allowed.` : message;
}

/** Armor says each limit as a syntax error; ours is reported in its place. Both figures stand in its text alone. */
function refusedAs(limit: string, say: (found: number, max: number) => string) {
  const report = (context: ValidationContext | null, error: GraphQLError) => {
    const [, max, counted] = (/ limit of (\d+) exceeded, found (\S+)\.$/.exec(error.message) ?? []).map(Number);
    if (max === undefined || counted === undefined || Number.isNaN(counted)) throw error;
    // Fragments that multiply count beyond what JSON's readers keep exactly.
    const found = Math.min(Math.ceil(counted), Number.MAX_SAFE_INTEGER);
    context?.reportError(new GraphQLError(say(found, max), { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', details: { limit, max, found } } }));
  };
  return { onReject: [report], propagateOnRejection: false };
}
