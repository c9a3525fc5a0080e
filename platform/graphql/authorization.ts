import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { refuse } from '../errors/refusal';
import { businessMissing, may, type Principal } from '../principal/principal';

/**
 * Closes every field of a subgraph but those marked @public: a token for all, and one of the listed sets of permissions
 * where @requiresScopes stands on the field or its type. The same in every subgraph, so that one reached directly is as closed
 * as the gateway. Fields of a type are closed through the type; entities fetched by key are thus checked too.
 */
export function enforceAuthorization(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, fieldName, typeName) => {
      const type = schema.getType(typeName) as GraphQLObjectType;
      if (fieldName === '_service' || fieldName === '_entities' || typeName === '_Service') return field;
      if (getDirective(schema, field, 'public')) return field;
      const isRoot = type === schema.getQueryType() || type === schema.getMutationType() || type === schema.getSubscriptionType();
      const scopes = scopesOf(schema, field) ?? scopesOf(schema, type);
      // What a public mutation returns carries no scope of its own and is read by the one who just earned it.
      if (!isRoot && !scopes) return field;
      const check = (context: { principal: Principal }) => authorize(context.principal, scopes, `${typeName}.${fieldName}`);
      const resolve = field.resolve ?? defaultFieldResolver;
      if (type === schema.getSubscriptionType()) {
        const subscribe = field.subscribe;
        if (subscribe) field.subscribe = (source, args, context, info) => (check(context), subscribe(source, args, context, info));
        return field;
      }
      field.resolve = (source, args, context, info) => {
        check(context);
        return resolve(source, args, context, info);
      };
      return field;
    },
  });
}

function scopesOf(schema: GraphQLSchema, node: Parameters<typeof getDirective>[1]): string[][] | null {
  const directive = getDirective(schema, node, 'requiresScopes')?.[0];
  return directive ? (directive['scopes'] as string[][]) : null;
}

function authorize(principal: Principal, scopes: string[][] | null, field: string): void {
  if (principal.kind === 'anonymous') refuse('AUTH_TOKEN_INVALID', 'A token is needed for this.', { field });
  if (!scopes || scopes.some((all) => all.every((scope) => may(principal, scope)))) return;
  refuse('AUTH_INSUFFICIENT_PERMISSIONS', principal.kind === 'operator' ? businessMissing : 'Your role does not allow this.', { field, required: scopes });
}
