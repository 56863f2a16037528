import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SourceError, type SourceHttp } from '@opencti-connectors/core';
import { z } from 'zod';
import type { Domain, DomainSetting, Settings } from './settings.ts';

/** `index.json` of MITRE's repository: every release of every domain with its URL. */
const ReleaseIndex = z.object({
  collections: z.array(z.object({ versions: z.array(z.object({ version: z.string(), url: z.string() })) })),
});

const LATEST = 'latest';
/** CAPEC's file carries another name than its domain. */
const CAPEC_FILE = 'stix-capec';

export function isUrl(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

/** Release in a file name, such as `18.1` in `ics-attack-18.1.json.gz`. */
export function releaseInName(location: string): string | undefined {
  return /-(\d+\.\d+)(?=[-.])/.exec(basename(location.split('?')[0] ?? ''))?.[1];
}

/**
 * Where the wanted release of a domain is read from.
 * @throws SourceError when there is no such release or file.
 */
export async function locate(setting: DomainSetting, settings: Settings, http: SourceHttp): Promise<string> {
  const { folder } = settings;
  const version = setting.domain === 'capec' ? LATEST : settings.version;
  if (folder) return inFolder(folder, setting.domain, version);
  if (version === LATEST) return setting.location;
  if (!isUrl(setting.location)) return inFolder(dirname(setting.location), setting.domain, version);
  if (!setting.location.endsWith(`/${setting.domain}.json`)) return setting.location;
  if (version.includes('.')) return versioned(setting.location, setting.domain, version);
  const found = newest(await releasesInIndex(setting, http), version);
  if (!found) throw new SourceError(`${indexUrl(setting.location)} knows no release ${version} of ${setting.domain}`);
  return versioned(setting.location, setting.domain, found);
}

/** Where an earlier release of the same source may still be: its siblings are kept under their version. */
export async function locateEarlier(
  setting: DomainSetting,
  settings: Settings,
  release: string,
): Promise<string | undefined> {
  if (setting.domain === 'capec') return undefined;
  const folder = settings.folder ?? (isUrl(setting.location) ? undefined : dirname(setting.location));
  if (folder !== undefined) return inFolder(folder, setting.domain, release).catch(() => undefined);
  const { location, domain } = setting;
  return location.endsWith(`/${domain}.json`) ? versioned(location, domain, release) : undefined;
}

function versioned(url: string, domain: Domain, release: string): string {
  return `${url.slice(0, -`${domain}.json`.length)}${domain}-${release}.json`;
}

function indexUrl(location: string): string {
  return new URL('../index.json', location).href;
}

async function releasesInIndex({ location, domain }: DomainSetting, http: SourceHttp): Promise<string[]> {
  const answer = await http.json(indexUrl(location), { schema: ReleaseIndex });
  const { collections } = answer.status === 'ok' ? answer.value : { collections: [] };
  const all = collections.flatMap(({ versions }) => versions);
  return all.filter(({ url }) => url.includes(`/${domain}/`)).map(({ version }) => version);
}

/** `18` finds 18.0 and 18.1; `18.1` only itself; `latest` all. */
function newest(releases: readonly string[], wanted: string): string | undefined {
  const fits = (release: string) => wanted === LATEST || release === wanted || release.startsWith(`${wanted}.`);
  return releases.filter(fits).sort(byRelease).at(-1);
}

function byRelease(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

/** A file without version is the latest; else the newest that fits. */
async function inFolder(folder: string, domain: Domain, version: string): Promise<string> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new SourceError(`${folder} cannot be read as a folder (MITRE_FOLDER)`, { cause });
  });
  const stem = domain === 'capec' ? CAPEC_FILE : domain;
  const files = names.filter((name) => name.startsWith(stem) && /\.json(\.gz)?$/.test(name)).sort();
  const plain = files.find((name) => name === `${stem}.json` || name === `${stem}.json.gz`);
  if (version === LATEST && plain) return join(folder, plain);
  const wanted = newest(
    files.map(releaseInName).filter((release) => release !== undefined),
    version,
  );
  const found = wanted === undefined ? undefined : files.find((name) => releaseInName(name) === wanted);
  if (found) return join(folder, found);
  throw new SourceError(`${folder} holds no ${domain} file${version === LATEST ? '' : ` of release ${version}`}`);
}
