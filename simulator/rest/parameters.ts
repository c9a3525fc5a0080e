import { refuse } from './twilioErrors';

/** Form or query parameters as the parser leaves them: repeated ones are lists. */
export type RawParameters = Record<string, string | string[] | undefined>;

/**
 * Holds a request against the names Twilio's OpenAPI knows.
 * @throws TwilioError 20001 naming the first unknown parameter
 */
export function onlyKnown(raw: unknown, names: ReadonlySet<string>): RawParameters {
  const parameters = (raw ?? {}) as RawParameters;
  for (const name of Object.keys(parameters)) if (!names.has(name)) refuse(20001, name);
  return parameters;
}

/** The value of a parameter; the last when it is repeated; undefined when missing or empty. */
export function one(parameters: RawParameters, name: string): string | undefined {
  const value = parameters[name];
  return (Array.isArray(value) ? value[value.length - 1] : value) || undefined;
}

export function many(parameters: RawParameters, name: string): string[] {
  const value = parameters[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/**
 * Holds parameters against the values Twilio's OpenAPI lists for them.
 * @throws TwilioError 20001 naming the first that has another
 */
export function onlyListed(parameters: RawParameters, listed: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, values] of Object.entries(listed)) {
    const value = one(parameters, name);
    if (value !== undefined && !values.includes(value)) refuse(20001, name);
  }
}

export function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '');
}

/** RFC 2822 as Twilio writes dates: `Mon, 16 Aug 2010 03:45:01 +0000`. */
export function rfc2822(milliseconds: number): string {
  return new Date(milliseconds).toUTCString().replace('GMT', '+0000');
}

const pageSizeMax = 1_000;
export const pagingNames = ['PageSize', 'Page', 'PageToken'];

/** One page in Twilio's envelope. `path` is the collection's, with `.json`. */
export function page<T>(path: string, key: string, parameters: RawParameters, items: T[], show: (item: T) => unknown) {
  const size = Math.min(pageSizeMax, Math.max(1, Number(one(parameters, 'PageSize') ?? 50) || 50));
  const index = Math.max(0, Number(one(parameters, 'Page') ?? 0) || 0);
  const start = index * size;
  const uri = (at: number) => {
    const query = new URLSearchParams();
    for (const name of Object.keys(parameters)) if (!pagingNames.includes(name)) for (const value of many(parameters, name)) query.append(name, value);
    query.set('PageSize', String(size));
    query.set('Page', String(at));
    if (at > 0) query.set('PageToken', `PA${at}`);
    return `${path}?${query}`;
  };
  return {
    first_page_uri: uri(0), next_page_uri: start + size < items.length ? uri(index + 1) : null, previous_page_uri: index > 0 ? uri(index - 1) : null,
    uri: uri(index), page: index, page_size: size, start, end: Math.max(start, Math.min(start + size, items.length) - 1),
    [key]: items.slice(start, start + size).map(show),
  };
}

/**
 * Whether a moment passes `Name`, `Name<` and `Name>`: a day (UTC) or a moment, to the second, both ends included.
 * @throws TwilioError 20001 for what is no date
 */
export function dateFilter(parameters: RawParameters, name: string): (milliseconds: number) => boolean {
  const on = moment(one(parameters, name));
  const before = moment(one(parameters, `${name}<`));
  const after = moment(one(parameters, `${name}>`));
  return (milliseconds) => {
    const second = Math.floor(milliseconds / 1_000) * 1_000;
    return (!on || (second >= on.from && second <= on.until)) && (!before || second <= before.until) && (!after || second >= after.from);
  };
}

function moment(text: string | undefined): { from: number; until: number } | null {
  if (text === undefined) return null;
  const from = Date.parse(/^\d{4}-\d\d-\d\d \d/.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  if (Number.isNaN(from)) refuse(20001, `${text} is no date`);
  return { from, until: /^\d{4}-\d\d-\d\d$/.test(text) ? from + 86_399_999 : from };
}
