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

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
