import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, parse, type SelectionSetNode } from 'graphql';
import type { SourceFetch, SourceResult } from './source';

/** More errors than this tell a client nothing. */
const errorsMax = 100;

/** SERVICE_UNAVAILABLE, naming the subgraph that does not answer. */
export function unavailable(service: string): GraphQLError {
  return new GraphQLError('This part of the service is not available right now.', { extensions: { code: 'SERVICE_UNAVAILABLE', service } });
}

/** The answer of a subgraph that does not answer: one error for each field it was asked for, so that Apollo places them on the client's paths. */
export function unavailableResult(service: string, fetch: SourceFetch): SourceResult {
  const { message, extensions } = unavailable(service);
  const paths = pathsOf(fetch);
  return { errors: paths.length > 0 ? paths.slice(0, errorsMax).map((path) => ({ message, path, extensions })) : [{ message, extensions }] };
}

function pathsOf(fetch: SourceFetch): (string | number)[][] {
  const operation = operationOf(fetch.document ?? parse(fetch.query));
  if (!operation) return [];
  const representations = fetch.variables['representations'];
  const entities = operation.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD && selection.name.value === '_entities');
  if (!Array.isArray(representations) || entities?.kind !== Kind.FIELD || !entities.selectionSet) return keysOf(operation.selectionSet, null).map((key) => [key]);
  const selected = entities.selectionSet;
  return representations.flatMap((representation: { __typename?: string }, index) => keysOf(selected, representation.__typename ?? null).map((key) => ['_entities', index, key]));
}

/** The response keys of the fields that the selection has for that type. */
function keysOf(selectionSet: SelectionSetNode, type: string | null): string[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection.alias?.value ?? selection.name.value];
    if (selection.kind !== Kind.INLINE_FRAGMENT) return [];
    const condition = selection.typeCondition?.name.value;
    return type === null || condition === undefined || condition === type ? keysOf(selection.selectionSet, type) : [];
  });
}

function operationOf(document: DocumentNode): OperationDefinitionNode | undefined {
  return document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION);
}
