import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, getNamedType, type GraphQLSchema, isInputObjectType } from 'graphql';
import { Refusal } from '../errors/refusal';

/** A field's name in a message. */
const quotedName = /`([^`.]+)(\.[^`]+)?`/g;

/**
 * A refusal names the argument as the caller wrote it, `input.body`, in `details.field` and in its message, as it is where a value does not fit
 * its type. A use case knows no door and names its own input's field, `body`: the door adds the rest. A name that is an argument's own stays.
 */
export function nameInputFields(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.ROOT_FIELD]: (field) => {
      const { args = {} } = field;
      const input = args['input'] && getNamedType(args['input'].type);
      if (!isInputObjectType(input)) return field;
      const own = new Set(Object.keys(input.getFields()).filter((name) => !(name in args)));
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = async (...given) => {
        try {
          return (await resolve(...given)) as unknown;
        } catch (error) {
          const named = error instanceof Refusal ? error.details['field'] : undefined;
          const [first = ''] = typeof named === 'string' ? named.split('.') : [];
          if (!(error instanceof Refusal) || !own.has(first)) throw error;
          const message = error.message.replace(quotedName, (quoted, name: string, rest = '') => (own.has(name) ? `\`input.${name}${String(rest)}\`` : quoted));
          throw new Refusal(error.code, message, { ...error.details, field: `input.${String(named)}` });
        }
      };
      return field;
    },
  });
}
