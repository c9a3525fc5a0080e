import { type FieldNode, getNamedType, GraphQLError, type GraphQLNamedType, isInterfaceType, isObjectType, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';
import { firstDefault, firstMax } from '../platform/graphql/pagination';

/** Two lists within each other are always allowed, whatever their pages' sizes; three of a hundred each are not. */
export const itemsMax = 50_000;

/**
 * Refuses an operation whose pages within pages could hold more items than that, as GRAPHQL_VALIDATION_FAILED: a page counts `first`, and where that is a
 * variable the largest page, as its value may be any. Armor's cost multiplies by numbers in the text alone.
 */
export const itemLimit: ValidationRule = (context) => {
  const ofFragment = new Map<string, number>();
  const itemsOf = ({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): number => {
    let items = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) items += itemsOfField(selection, type);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) items += itemsOfFragment(selection.name.value);
      else items += itemsOf(selection.selectionSet, selection.typeCondition ? context.getSchema().getType(selection.typeCondition.name.value) : type);
    }
    return items;
  };
  const itemsOfField = (node: FieldNode, parent: GraphQLNamedType | undefined): number => {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!field || !node.selectionSet) return 0;
    const within = itemsOf(node.selectionSet, getNamedType(field.type));
    return field.args.some(({ name }) => name === 'first') ? sizeOf(node) * (1 + within) : within;
  };
  const itemsOfFragment = (name: string): number => {
    const known = ofFragment.get(name);
    if (known !== undefined) return known;
    // One that spreads itself is refused by another rule.
    ofFragment.set(name, 0);
    const fragment = context.getFragment(name);
    const items = fragment ? itemsOf(fragment.selectionSet, context.getSchema().getType(fragment.typeCondition.name.value)) : 0;
    ofFragment.set(name, items);
    return items;
  };
  return {
    OperationDefinition: (node) => {
      const found = Math.min(itemsOf(node.selectionSet, context.getSchema().getRootType(node.operation) ?? undefined), Number.MAX_SAFE_INTEGER);
      if (found <= itemsMax) return;
      const message = `The query's lists within lists could hold ${found} items; at most ${itemsMax} are allowed. Ask for smaller pages, with \`first\` as a number, or for fewer lists within each other.`;
      context.reportError(new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', details: { limit: 'items', max: itemsMax, found } } }));
    },
  };
};

/** The most that the page can hold. */
function sizeOf({ arguments: given }: FieldNode): number {
  const first = given?.find(({ name }) => name.value === 'first')?.value;
  if (!first || first.kind === Kind.NULL) return firstDefault;
  return first.kind === Kind.INT ? Math.min(Math.max(Number(first.value), 1), firstMax) : firstMax;
}
