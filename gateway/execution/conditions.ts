import { type DocumentNode, type FieldNode, getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective, Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql';
import type { Data } from './projection';

/** The names of the variables that @skip or @include read, sorted. */
export function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given }) => {
      if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/**
 * The document as it reads for these coerced variables: what @skip and @include leave out is gone, and so are they. Apollo's planner is never
 * shown a condition, as of a conditional field with @requires its plan leaves out other fields of that fetch, and of an object without a
 * field it asks nothing, so that it would come null. What has no field left asks for `__typename`; whoever reads the answer knows better.
 */
export function withoutConditions(document: DocumentNode, coerced: Data): DocumentNode {
  const isKept = (node: SelectionNode) =>
    getDirectiveValues(GraphQLSkipDirective, node, coerced)?.['if'] !== true && getDirectiveValues(GraphQLIncludeDirective, node, coerced)?.['if'] !== false;
  const settle = (selection: SelectionNode): SelectionNode => ({
    ...selection,
    directives: selection.directives?.filter(({ name }) => name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) ?? [],
  });
  return visit(document, {
    SelectionSet: (node: SelectionSetNode): SelectionSetNode => {
      const selections = node.selections.filter(isKept).map(settle);
      return { ...node, selections: selections.length > 0 ? selections : [typename] };
    },
  });
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
