import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/**
 * What an HTTPS agent needs to trust authorities of one's own (PEM text) besides those that Node.js trusts: `ca` alone
 * would put them in the place of all others, and a platform with a certificate of the house would cut off every public
 * source. Nothing without such authorities.
 */
export function trusting(own: string | undefined): { readonly secureContext?: SecureContext } {
  if (!own) return {};
  return { secureContext: createSecureContext({ ca: [...getCACertificates('default'), own] }) };
}
