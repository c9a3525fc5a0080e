const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the text is a uuid as PostgreSQL and we write it: hexadecimal groups of 8, 4, 4, 4 and 12, whatever their version; a malformed id is an unknown id. */
export function isUuid(text: string): boolean {
  return pattern.test(text);
}
