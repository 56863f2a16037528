import type { StixObject } from '@opencti-connectors/core/stix';
import { attackLinks } from './capec.ts';
import { digestOf, fingerprints } from './difference.ts';
import type { PreparedDomain } from './domain.ts';
import type { Domain } from './settings.ts';
import type { Mapped } from './to-stix.ts';

/** The links of CAPEC to ATT&CK, to be sent. */
export interface PreparedLinks {
  readonly objects: readonly StixObject[];
  /** Of all links, for the state. */
  readonly digest: string;
  readonly summary: string;
}

/**
 * Both ends come from different files, so the links are compared and sent by themselves, all of them or none.
 * @param last digest of the links that were sent last. @param again reads a domain that answered "unchanged".
 * @returns undefined when there is nothing to send.
 */
export async function prepareLinks(
  domains: readonly PreparedDomain[],
  last: string | undefined,
  again: (domain: Domain) => Promise<Mapped>,
): Promise<PreparedLinks | undefined> {
  const isChanged = domains.some(({ sending }) => sending !== undefined);
  const capec = domains.find(({ domain }) => domain === 'capec');
  if (!capec || domains.length === 1 || (!isChanged && last !== undefined)) return undefined;
  const attack = domains.filter((one) => one !== capec);
  const mapped = await Promise.all(attack.map(({ domain, mapped: known }) => known ?? again(domain)));
  const { links, unknown } = attackLinks(capec.mapped ?? (await again('capec')), mapped);
  const digest = digestOf(fingerprints({ objects: new Map(links.map((link) => [link.id, link])) }));
  if (digest === last) return undefined;
  const left = unknown > 0 ? ` (${unknown} more name techniques that are not imported)` : '';
  return { objects: links, digest, summary: `capec: ${links.length} links to ATT&CK${left}` };
}
