import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** True for addresses that are not on the public internet: loopback, private, link-local, carrier NAT, mapped ones. */
export function isPrivateAddress(address: string): boolean {
  if (isIP(address) === 0) return true;
  const parsed = ipaddr.process(address);
  return parsed.range() !== 'unicast';
}

/** Says which address was refused; not retried. */
export class PrivateAddressError extends Error {
  readonly code = 'PRIVATE_ADDRESS';

  constructor(host: string) {
    super(`${host} is a private address: only hosts named in settings may be private`);
  }
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * A `lookup` for agents that refuses private addresses at connection time, so that a name cannot change its address
 * between a check and the connection (decision 11). Hosts in `allowed` pass.
 */
export function publicLookup(allowed: ReadonlySet<string>) {
  return (host: string, options: LookupOptions, callback: LookupCallback): void => {
    dnsLookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const usable = allowed.has(host) ? addresses : addresses.filter(({ address }) => !isPrivateAddress(address));
      const [first] = usable;
      if (!first) return callback(new PrivateAddressError(host), []);
      return options.all ? callback(null, usable) : callback(null, first.address, first.family);
    });
  };
}

/**
 * One address of a host, for sources that are not HTTP: connect to what this gives, not to the name, so that it cannot
 * change in between. @throws PrivateAddressError unless the host is in `allowed`; the error of the look-up.
 */
export async function publicAddress(host: string, allowed: ReadonlySet<string>): Promise<string> {
  if (isIP(host) !== 0 && isPrivateAddress(host) && !allowed.has(host)) throw new PrivateAddressError(host);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  publicLookup(allowed)(host, {}, (error, address) => {
    if (error) reject(error);
    else resolve(String(address));
  });
  return await promise;
}
