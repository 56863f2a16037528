import { defineExternalImport } from '@opencti-connectors/core';
import { z } from 'zod';
import { DOMAINS, type Domain, inFolder, readRelease } from './attack-source.ts';
import { toStix } from './to-stix.ts';

const BASE = 'https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master';
const OFF = 'false';
const DAY_MS = 86_400_000;

function fileSetting(domain: Domain, name: string) {
  return z
    .string()
    .default(`${BASE}/${domain}/${domain}.json`)
    .describe(`URL or path of the ${name} data, .gz too; "false" leaves it out.`);
}

const config = z.object({
  enterpriseFileUrl: fileSetting('enterprise-attack', 'enterprise'),
  mobileAttackFileUrl: fileSetting('mobile-attack', 'mobile'),
  icsAttackFileUrl: fileSetting('ics-attack', 'ICS'),
  folder: z.string().optional().describe('Folder with <domain>.json files, read instead of the URLs.'),
  interval: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Days between two runs; CONNECTOR_DURATION_PERIOD beats it.'),
  removeStatementMarking: z.boolean().default(false).describe("Leaves out MITRE's copyright statement marking."),
});

type Settings = z.output<typeof config>;

/** Where each domain is read from; those that are switched off are not there. */
function locations(settings: Settings): [Domain, string][] {
  const { enterpriseFileUrl, mobileAttackFileUrl, icsAttackFileUrl, folder } = settings;
  const urls = [enterpriseFileUrl, mobileAttackFileUrl, icsAttackFileUrl];
  return DOMAINS.map((domain, index): [Domain, string] => [domain, urls[index] ?? OFF])
    .filter(([, url]) => url.toLowerCase() !== OFF)
    .map(([domain, url]) => [domain, folder ? inFolder(folder, domain) : url]);
}

export default defineExternalImport({
  slug: 'mitre-attack',
  namespace: 'mitre',
  name: 'MITRE ATT&CK',
  description: 'Imports the ATT&CK knowledge bases: techniques, groups, software, mitigations and what links them.',
  scope: ['attack-pattern', 'course-of-action', 'intrusion-set', 'campaign', 'malware', 'tool', 'relationship'],
  every: 'P7D',
  everyMs: ({ interval }) => (interval === undefined ? undefined : interval * DAY_MS),
  sourceUrls: (settings) => locations(settings).map(([, url]) => url),
  config,
  state: z.object({ digests: z.record(z.string(), z.string()).default({}) }),

  async run(ctx) {
    for (const [domain, location] of locations(ctx.config)) {
      const release = await readRelease(domain, location, ctx.http);
      if (ctx.state.current.digests[domain] === release.digest) {
        ctx.log.info('release is already imported', { domain });
        continue;
      }
      const { objects, leftOut } = toStix(release.objects, { keepMarkings: !ctx.config.removeStatementMarking });
      ctx.log.info('release read', {
        domain,
        objects_in: release.objects.length,
        malformed: release.malformed,
        left_out: leftOut,
      });
      ctx.bundle.addAll(objects);
      await ctx.bundle.send();
      ctx.state.update({ digests: { ...ctx.state.current.digests, [domain]: release.digest } });
    }
  },
});
