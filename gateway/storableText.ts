import { type ASTVisitFn, GraphQLError, type StringValueNode, type ValidationRule } from 'graphql';
import { placeOf } from './scalars';

const rule = 'takes text without U+0000 and without half of a surrogate pair, which cannot be kept';

/** Refuses literals with a character that PostgreSQL cannot keep, as GRAPHQL_VALIDATION_FAILED; `details.field` as that of `scalarLiterals`. */
export const storableLiterals: ValidationRule = (context) => {
  const enter: ASTVisitFn<StringValueNode> = (node, _key, parent, _path, ancestors) => {
    if (isStorable(node.value)) return;
    const field = placeOf(parent ? [...ancestors, parent] : ancestors);
    context.reportError(new GraphQLError(`\`${field}\` ${rule}.`, { nodes: node, extensions: { code: 'GRAPHQL_VALIDATION_FAILED', details: { field } } }));
  };
  return { StringValue: enter };
};

/** Why variables cannot be kept (BAD_USER_INPUT), at the first such text, as `filter.search`; null where all can. */
export function unstorableVariable(variables: Readonly<Record<string, unknown>>): GraphQLError | null {
  // Not by recursion: a client nests a JSONObject as deep as its body is long.
  const left = Object.entries(variables);
  for (let next = left.pop(); next; next = left.pop()) {
    const [place, value] = next;
    const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const isFit = typeof value === 'string' ? isStorable(value) : inner.every(([key]) => isStorable(key));
    if (!isFit) return new GraphQLError(`\`${place}\` ${rule}.`, { extensions: { code: 'BAD_USER_INPUT', details: { field: place } } });
    for (const [key, each] of inner) left.push([`${place}.${key}`, each]);
  }
  return null;
}

function isStorable(text: string): boolean {
  return !/\0|\p{Surrogate}/u.test(text);
}
