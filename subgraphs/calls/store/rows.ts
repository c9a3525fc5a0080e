import type { Transaction } from '../../../platform/database/database';

const fields = new Map<string, string>();

/** Queries that answer the domain's objects: all of the rows, or the first, null where there is none. */
export function rowsOf(tx: Transaction) {
  const many = async <T>(sql: string, parameters: unknown[]): Promise<T[]> => (await tx.query<Record<string, unknown>>(sql, parameters)).map((row) => toObject<T>(row));
  const one = async <T>(sql: string, parameters: unknown[]): Promise<T | null> => (await many<T>(sql, parameters))[0] ?? null;
  return { many, one };
}

/** A snake_case row of PostgreSQL as the domain's camelCase object. Columns and fields have the same words, so no list of them is kept. */
export function toObject<T>(row: Record<string, unknown>): T {
  const object: Record<string, unknown> = {};
  for (const column in row) object[fieldOf(column)] = row[column];
  return object as T;
}

function fieldOf(column: string): string {
  let field = fields.get(column);
  if (field === undefined) fields.set(column, (field = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())));
  return field;
}
