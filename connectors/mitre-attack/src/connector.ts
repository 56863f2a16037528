import { defineExternalImport, SourceError } from '@opencti-connectors/core';
import { z } from 'zod';
import { DomainState, type PreparedDomain, prepare, readMapped } from './domain.ts';
import { prepareLinks } from './links.ts';
import { type Domain, type DomainSetting, domainsOf, settings } from './settings.ts';

const DAY_MS = 86_400_000;

export default defineExternalImport({
  slug: 'mitre-attack',
  namespace: 'mitre',
  name: 'MITRE ATT&CK',
  description:
    'Imports ATT&CK and CAPEC: techniques, attack patterns, groups, software, mitigations and what links them.',
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
  sourceUrls: (given) => (given.folder ? [given.folder] : domainsOf(given).map(({ location }) => location)),
  config: settings,
  state: z.object({
    domains: z.record(z.string(), DomainState).default({}),
    /** Of the links between CAPEC and ATT&CK. */
    links: z.string().optional(),
  }),

  async run(ctx) {
    const { domains, links: lastLinks } = ctx.state.current;
    const settings = domainsOf(ctx.config);
    if (settings.length === 0) {
      throw new SourceError('Nothing to import: MITRE_DOMAINS and the MITRE_*_FILE_URL settings leave everything out');
    }
    const optionsOf = (domain: Domain) => {
      return { settings: ctx.config, http: ctx.http, log: ctx.log, now: ctx.now(), last: domains[domain] };
    };
    const prepared: PreparedDomain[] = [];
    const failures: string[] = [];
    for (const setting of settings) {
      try {
        prepared.push(await prepare(setting, optionsOf(setting.domain)));
      } catch (error) {
        if (!SourceError.isInstance(error)) throw error;
        ctx.log.error('domain could not be read', { domain: setting.domain, error });
        failures.push(error.message);
      }
    }
    const again = (domain: Domain) => readMapped(named(settings, domain), optionsOf(domain));
    // A link needs both its ends: with a domain missing, all of them wait for the next run.
    const isWhole = ctx.config.capecLinks && failures.length === 0;
    const links = isWhole ? await prepareLinks(prepared, lastLinks, again) : undefined;
    const sendings = prepared.flatMap(({ domain, sending }) => (sending ? [{ domain, ...sending }] : []));
    // All domains in one sending: an object that is in several of them is sent once.
    for (const { objects } of sendings) ctx.bundle.addAll(objects);
    if (links) ctx.bundle.addAll(links.objects);
    await ctx.bundle.send([...sendings, ...(links ? [links] : [])].map(({ summary }) => summary).join('. '));
    for (const { keep } of sendings) await keep();
    const imported = Object.fromEntries(sendings.map(({ domain, state }) => [domain, state]));
    const unlinked = sendings.length > 0 && !isWhole;
    ctx.state.update({
      domains: { ...domains, ...imported },
      links: links?.digest ?? (unlinked ? undefined : lastLinks),
    });
    if (failures.length > 0) throw new SourceError(failures.join('. '));
  },
});

function named(settings: readonly DomainSetting[], domain: Domain): DomainSetting {
  const found = settings.find((one) => one.domain === domain);
  if (!found) throw new Error(`${domain} is switched off`);
  return found;
}
