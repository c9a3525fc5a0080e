import { createPrivateKey, type KeyObject } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/**
 * A variable's text → its value.
 * @param takes completes "it takes …" for the person who set it wrong
 * @param parse answers nothing for an unusable text
 */
export function variable<T>(takes: string, parse: (text: string) => T | undefined) {
  return z.string().transform((text, context): T => {
    const value = parse(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: takes });
    return z.NEVER;
  });
}

export const text = () => variable('a text that is not blank', (value) => value || undefined);

/** What nobody is to guess. */
export const secret = () => variable('a secret of at least 32 characters', (value) => (value.length >= 32 ? value : undefined));

export function oneOf<const T extends string>(...choices: T[]) {
  return variable(`one of ${choices.join(', ')}`, (value) => choices.find((choice) => choice === value));
}

export function wholeNumber(min: number, max: number) {
  return variable(`a whole number from ${min} to ${max}`, (value) => {
    if (!/^\d+$/.test(value)) return undefined;
    const number = Number(value);
    return number >= min && number <= max ? number : undefined;
  });
}

const bytesOf: Record<string, number> = { '': 1, b: 1, kb: 1000, mb: 1_000_000, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 };

/** In bytes; `512 KiB`, `512KiB`, `1MiB`, `524288`. */
export function size(minBytes: number, maxBytes: number) {
  return variable(`a size such as 512 KiB or 524288 (bytes), from ${minBytes} to ${maxBytes} bytes`, (value) => {
    const [, digits, unit] = /^(\d+)\s*([a-z]*)$/i.exec(value) ?? [];
    const scale = bytesOf[(unit ?? '').toLowerCase()];
    const bytes = Number(digits) * (scale ?? Number.NaN);
    return bytes >= minBytes && bytes <= maxBytes ? bytes : undefined;
  });
}

const secondsOf: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** In seconds; `15m`, `7d`, `900s`, `900`. */
export function duration(maxSeconds: number) {
  return variable(`a time such as 900s, 15m, 12h or 7d, from 1s to ${maxSeconds / 86_400}d`, (value) => {
    const [, digits, unit] = /^(\d+)\s*([a-z]?)$/i.exec(value) ?? [];
    const scale = secondsOf[(unit ?? '').toLowerCase()];
    const seconds = Number(digits) * (scale ?? Number.NaN);
    return seconds >= 1 && seconds <= maxSeconds ? seconds : undefined;
  });
}

/** Kept as it was written, without a slash at its end. Two slashes and a host are wanted: without them a client takes a default host, unasked. */
export function url(...schemes: string[]) {
  const takes = `a URL that begins with ${schemes.map((scheme) => (scheme === 'file' ? 'file:' : `${scheme}://`)).join(' or ')}${schemes.includes('file') ? '' : ' and a host'}`;
  return variable(takes, (value) => (schemes.includes(schemeOf(value) ?? '') && (/^file:/i.test(value) || namesHost(value)) ? value.replace(/\/+$/, '') : undefined));
}

/** Scheme, host and port; a slash at the end is dropped. */
export function rootUrl(...schemes: string[]) {
  const takes = `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')} and a host, without a path, query or fragment`;
  return variable(takes, (value) => (schemes.includes(schemeOf(value) ?? '') && /^[^:]+:\/\/[^/\\?#]+\/*$/.test(value) ? value.replace(/\/+$/, '') : undefined));
}

export function phoneNumber() {
  return variable('a phone number in E.164, such as +15550100', (value) => (/^\+[1-9]\d{6,14}$/.test(value) ? value : undefined));
}

/** In PEM, its line breaks written out or as \\n; of a kind that tokens are signed with. */
export function privateKey(isUsable: (key: KeyObject) => boolean) {
  return variable('a private key in PEM: RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or Ed25519', (value) => {
    try {
      const key = createPrivateKey(value.replaceAll('\\n', '\n'));
      return isUsable(key) ? key : undefined;
    } catch {
      return undefined;
    }
  });
}

export function matching(pattern: RegExp, takes: string) {
  return variable(takes, (value) => (pattern.test(value) ? value : undefined));
}

/** Comma-separated; each entry must pass. */
export function list(takes: string, isUsable: (entry: string) => boolean, maxEntries = 1000) {
  return variable(takes, (value) => {
    const entries = value.split(',').map((entry) => entry.trim());
    return entries.length <= maxEntries && entries.every((entry) => entry !== '' && isUsable(entry)) ? entries : undefined;
  });
}

export function isOrigin(value: string): boolean {
  if (value === '*') return true;
  return ['http', 'https'].includes(schemeOf(value) ?? '') && new URL(value).origin === value;
}

export function isAddressOrRange(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

function namesHost(value: string): boolean {
  return /^[^:]+:\/\/[^/\\?#]/.test(value) && new URL(value).hostname !== '';
}

function schemeOf(value: string): string | undefined {
  return URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : undefined;
}
