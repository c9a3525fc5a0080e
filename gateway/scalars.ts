import { type ASTNode, type ASTVisitFn, getNamedType, getNullableType, GraphQLError, type GraphQLScalarType, type GraphQLSchema, isListType, isScalarType, Kind, type ValidationRule, type ValueNode } from 'graphql';
import { scalars } from '../platform/graphql/scalars';

/** What a literal stands in: nodes, and lists of them. */
type Above = ASTNode | readonly ASTNode[];
const known: Readonly<Record<string, GraphQLScalarType>> = scalars;

/**
 * Gives our scalars their parsers in the schema that clients see, so that a variable that does not fit is refused before anything runs.
 * A schema made from SDL takes any value for them. Literals are left to `scalarLiterals`, which can say where they stand.
 */
export function checkScalarVariables(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, { parseValue }] of Object.entries(known)) {
    const type = schema.getType(name);
    if (isScalarType(type)) type.parseValue = parseValue;
  }
  return schema;
}

/** Refuses literals that do not fit our scalars, as GRAPHQL_VALIDATION_FAILED; `details.field` is the argument, and the field of its input. */
export const scalarLiterals: ValidationRule = (context) => {
  const check = (node: ValueNode, above: readonly Above[]): false | undefined => {
    const type = getNamedType(context.getInputType());
    const parser = isScalarType(type) ? known[type.name] : undefined;
    if (!parser) return undefined;
    try {
      parser.parseLiteral(node);
    } catch (error) {
      const field = placeOf(above);
      context.reportError(new GraphQLError(`\`${field}\`: ${(error as Error).message}`, { nodes: node, extensions: { code: 'GRAPHQL_VALIDATION_FAILED', details: { field } } }));
    }
    return false;
  };
  const enter: ASTVisitFn<ValueNode> = (node, _key, parent, _path, ancestors) => check(node, parent ? [...ancestors, parent] : ancestors);
  return {
    StringValue: enter,
    IntValue: enter,
    FloatValue: enter,
    BooleanValue: enter,
    EnumValue: enter,
    ObjectValue: enter,
    // Of a list's items each is looked at; a list where the schema has none is itself what does not fit.
    ListValue: (node, ...place) => (isListType(getNullableType(context.getParentInputType())) ? undefined : enter(node, ...place)),
  };
};

/** Where a literal stands, by what it stands in: as `filter.phone`; of a variable's default, `$phone`. */
export function placeOf(above: readonly Above[]): string {
  const names = above.flatMap((ancestor) => {
    if (!('kind' in ancestor)) return [];
    if (ancestor.kind === Kind.VARIABLE_DEFINITION) return [`$${ancestor.variable.name.value}`];
    return ancestor.kind === Kind.ARGUMENT || ancestor.kind === Kind.OBJECT_FIELD ? [ancestor.name.value] : [];
  });
  return names.join('.');
}
