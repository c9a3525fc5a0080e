import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/**
 * The client's address of a request that never reaches Fastify (a WebSocket's), by the rule of Fastify's `request.ip`: the address that
 * connected, or, where that is a trusted proxy, the last one in X-Forwarded-For that is none.
 * @param trustedProxies addresses and ranges (TRUSTED_PROXIES)
 */
export function readClientAddress(trustedProxies: readonly string[]): (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string {
  const proxies = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/');
    if (bits === undefined) proxies.addAddress(address, familyOf(address));
    else proxies.addSubnet(address, Number(bits), familyOf(address));
  }
  const isProxy = (address: string) => isIP(address) !== 0 && proxies.check(address, familyOf(address));
  return ({ socket, headers }) => {
    const forwarded = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').map((address) => address.trim()).filter(Boolean);
    // Nearest first.
    const way = [socket.remoteAddress ?? '', ...forwarded.reverse()];
    return way.find((address) => !isProxy(address)) ?? (way.at(-1) as string);
  };
}

/**
 * Whom an address stands for where requests are counted: itself, or of IPv6 its network of 64 bits, all of which one subscriber of a provider has. An
 * IPv4 address that a socket of both families writes as IPv6 is that address.
 */
export function countedAs(address: string): string {
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (ipv4 !== undefined || isIP(address) !== 6) return ipv4 ?? address;
  const [head = '', tail] = (address.split('%')[0] as string).toLowerCase().split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const network = [...groups(head), ...Array<string>(Math.max(zeros, 0)).fill('0'), ...groups(tail ?? '')].slice(0, 4);
  return `${network.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
