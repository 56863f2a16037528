import { defineExternalImport, SourceError } from '@opencti-connectors/core';
import { z } from 'zod';
import { DomainState, type PreparedDomain, prepare } from './domain.ts';
import { domainsOf, settings } from './settings.ts';

const DAY_MS = 86_400_000;

export default defineExternalImport({
  slug: 'mitre-attack',
  namespace: 'mitre',
  name: 'MITRE ATT&CK',
  description: 'Imports the ATT&CK knowledge bases: techniques, groups, software, mitigations and what links them.',
  scope: [
    'attack-pattern',
    'campaign',
    'course-of-action',
    'identity',
    'intrusion-set',
    'malware',
    'tool',
    'x-mitre-data-component',
    'x-mitre-data-source',
    'relationship',
  ],
  every: 'P7D',
  everyMs: ({ interval }) => (interval === undefined ? undefined : interval * DAY_MS),
  marking: ({ marking }) => (marking === 'none' ? undefined : marking),
  sourceUrls: (given) => domainsOf(given).map(({ location }) => location),
  config: settings,
  state: z.object({ domains: z.record(z.string(), DomainState).default({}) }),

  async run(ctx) {
    const { domains } = ctx.state.current;
    const prepared: PreparedDomain[] = [];
    const failures: string[] = [];
    for (const setting of domainsOf(ctx.config)) {
      const last = domains[setting.domain];
      const options = { settings: ctx.config, http: ctx.http, log: ctx.log, now: ctx.now(), last };
      try {
        const found = await prepare(setting, options);
        if (found) prepared.push(found);
      } catch (error) {
        if (!SourceError.isInstance(error)) throw error;
        ctx.log.error('domain could not be read', { domain: setting.domain, error });
        failures.push(error.message);
      }
    }
    // All domains in one sending: an object that is in several of them is sent once.
    for (const { objects } of prepared) ctx.bundle.addAll(objects);
    await ctx.bundle.send(prepared.map(({ summary }) => summary).join('. '));
    for (const { keep } of prepared) await keep();
    const imported = Object.fromEntries(prepared.map(({ domain, state }) => [domain, state]));
    ctx.state.update({ domains: { ...domains, ...imported } });
    if (failures.length > 0) throw new SourceError(failures.join('. '));
  },
});
