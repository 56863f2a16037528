import { defineInternalEnrichment } from '@opencti-connectors/core';
import { Lookup } from './lookup.ts';
import type { Registration } from './registration.ts';
import { type Settings, settings } from './settings.ts';
import { subjectOf } from './subject.ts';
import { toStix } from './to-stix.ts';

/** What was learnt lives as long as the settings that it was learnt with: for the process. */
const lookups = new WeakMap<Settings, Lookup>();

function lookupOf(config: Settings): Lookup {
  const lookup = lookups.get(config) ?? new Lookup(config);
  lookups.set(config, lookup);
  return lookup;
}

export default defineInternalEnrichment({
  slug: 'whois',
  name: 'WHOIS and RDAP',
  description: 'Tells who has registered a domain, a network or an autonomous system, where and when.',
  scope: ['Domain-Name', 'Hostname', 'IPv4-Addr', 'IPv6-Addr', 'Autonomous-System', 'Url'],
  author: { name: 'WHOIS and RDAP' },
  config: settings,
  maxTlp: ({ maxTlp }) => maxTlp,
  marking: ({ tlp }) => tlp,
  sourceUrls: ({ rdapBootstrapUrl, rdapServer }) => [rdapBootstrapUrl, ...(rdapServer ? [rdapServer] : [])],
  rateLimit: ({ requestsPerSecond }) => ({ requests: requestsPerSecond, perMs: 1_000 }),

  async enrich(ctx, entity) {
    const subject = subjectOf(entity);
    if ('reason' in subject) return subject.reason;
    const answer = await lookupOf(ctx.config).find(subject, ctx);
    if (!answer) return `Not looked up: no RDAP or WHOIS server is known for ${subject.name}.`;
    if (!answer.found) return `${subject.name} is not registered, says ${answer.by}.`;
    const { registration } = answer;
    ctx.bundle.addAll(toStix({ entity, subject, registration, settings: ctx.config, now: ctx.now() }));
    return summary(subject.name, registration);
  },
});

function summary(name: string, { registrar, registered, expires, hidden, sources }: Registration): string {
  const facts = [
    registrar && `registrar ${registrar.organization ?? registrar.name}`,
    registered && `registered ${registered}`,
    expires && `expires ${expires}`,
    hidden.length > 0 && 'some of it is hidden',
  ].filter(Boolean);
  return `${[name, ...facts].join(', ')}. Source: ${sources.join(', ')}.`;
}
