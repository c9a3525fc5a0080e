/** A snake_case row of PostgreSQL as the domain's camelCase object. Columns and fields have the same words, so no list of them is kept. */
export function toObject<T>(row: Record<string, unknown>): T {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()), value])) as T;
}
