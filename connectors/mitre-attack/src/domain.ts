import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Log, SourceError, type SourceHttp } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { z } from 'zod';
import { type AttackRelease, readRelease } from './attack-source.ts';
import { type Difference, difference, digestOf, fingerprints, remember } from './difference.ts';
import { locate, locateEarlier } from './locate.ts';
import { type Domain, type DomainSetting, mappingKey, type Settings } from './settings.ts';
import { type Mapped, toStix } from './to-stix.ts';

/** What the state remembers of a domain: a few hundred bytes, never a hash per object. */
export const DomainState = z.object({
  release: z.string().optional(),
  /** Of everything that the release would send. */
  digest: z.string(),
  /** Of the settings that the digest was made with. */
  mapping: z.string(),
  at: z.string(),
  etag: z.string().optional(),
});
export type DomainState = z.output<typeof DomainState>;

export interface DomainOptions {
  readonly settings: Settings;
  readonly http: SourceHttp;
  readonly log: Log;
  readonly now: Date;
  /** State of the last run that sent this domain. */
  readonly last: DomainState | undefined;
}

/** One domain, read and compared. */
export interface PreparedDomain {
  readonly domain: Domain;
  /** Undefined when the source says that nothing changed. */
  readonly mapped: Mapped | undefined;
  /** Undefined when there is nothing to send. */
  readonly sending: Sending | undefined;
}

/** What to send of a domain, and what to remember once it was accepted. */
export interface Sending {
  readonly objects: readonly StixObject[];
  readonly state: DomainState;
  /** A sentence for the work. */
  readonly summary: string;
  /** Keeps the release for the next comparison. */
  readonly keep: () => Promise<void>;
}

/** Reads one domain and works out what has to be sent. @throws SourceError */
export async function prepare(setting: DomainSetting, options: DomainOptions): Promise<PreparedDomain> {
  const { settings, http, log, now } = options;
  const { domain } = setting;
  const mapping = createHash('sha256').update(mappingKey(settings, domain)).digest('base64url').slice(0, 16);
  const last = options.last?.mapping === mapping && !settings.fullImport ? options.last : undefined;
  const location = await locate(setting, settings, http);
  const release = await readRelease(domain, location, { http, etag: last?.etag });
  if (release === 'unchanged') return unchanged(domain, undefined, last?.release, log);
  refuseOther(release, settings, location);
  const next = toStix(release, settings);
  const digest = digestOf(fingerprints(next));
  log.info('release read', {
    domain,
    release: release.release,
    objects_in: release.objects.length,
    to_send: next.objects.size,
    left_out: next.leftOut.toObject(),
  });
  if (last?.digest === digest) return unchanged(domain, next, release.release, log);
  const found = last ? await compare(setting, options, last, next) : undefined;
  const { etag, release: name } = release;
  const named = { ...(name === undefined ? {} : { release: name }), ...(etag === undefined ? {} : { etag }) };
  const sending = {
    objects: found ? [...found.changed, ...found.needed] : [...next.objects.values()],
    state: { ...named, digest, mapping, at: now.toISOString() },
    summary: summarize(domain, name, next, found, last?.release),
    keep: keeper(domain, settings, release),
  };
  return { domain, mapped: next, sending };
}

function unchanged(domain: Domain, mapped: Mapped | undefined, release: string | undefined, log: Log): PreparedDomain {
  log.info('release is already imported', { domain, release });
  return { domain, mapped, sending: undefined };
}

/** One domain as it would be sent, whatever is imported already. @throws SourceError */
export async function readMapped(setting: DomainSetting, { settings, http }: DomainOptions): Promise<Mapped> {
  const release = await readRelease(setting.domain, await locate(setting, settings, http), { http });
  if (release === 'unchanged') throw new SourceError(`${setting.location} answers "not modified" without being asked`);
  return toStix(release, settings);
}

/** A file of another release than the one that was asked for is not imported in its place. */
function refuseOther({ release, domain }: AttackRelease, { version }: Settings, location: string): void {
  if (version === 'latest' || release === undefined || domain === 'capec') return;
  if (release === version || release.startsWith(`${version}.`)) return;
  const where = location.split('?')[0];
  throw new SourceError(`${where} holds release ${release} of ${domain}, but MITRE_VERSION asks for ${version}`);
}

/** Undefined when the earlier release cannot be had as it was sent: then everything is sent once. */
async function compare(
  setting: DomainSetting,
  { settings, http, log }: DomainOptions,
  last: DomainState,
  next: Mapped,
): Promise<Difference | undefined> {
  for (const location of await earlierLocations(setting, settings, last)) {
    const release = await readRelease(setting.domain, location, { http }).catch((error: unknown) => {
      log.warn('earlier release cannot be read', { domain: setting.domain, location, error });
      return undefined;
    });
    if (!release || release === 'unchanged') continue;
    const earlier = remember(toStix(release, settings));
    if (digestOf(earlier.fingerprints) !== last.digest) continue;
    return difference(earlier, next);
  }
  log.warn('earlier release is not at hand: everything is sent once', {
    domain: setting.domain,
    release: last.release,
  });
  return undefined;
}

async function earlierLocations(setting: DomainSetting, settings: Settings, last: DomainState): Promise<string[]> {
  const cached = settings.cacheFolder ? cachePath(settings.cacheFolder, setting.domain) : undefined;
  const versioned = last.release ? await locateEarlier(setting, settings, last.release) : undefined;
  return [cached && existsSync(cached) ? cached : undefined, versioned].filter((path) => path !== undefined);
}

function cachePath(folder: string, domain: Domain): string {
  return join(folder, `${domain}-imported.json.gz`);
}

/** The file appears whole or not at all. */
function keeper(domain: Domain, { cacheFolder }: Settings, release: AttackRelease): () => Promise<void> {
  if (!cacheFolder) return async () => undefined;
  const { text } = release;
  return async () => {
    const path = cachePath(cacheFolder, domain);
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(`${path}.part`, gzipSync(text));
    await rename(`${path}.part`, path);
  };
}

function summarize(
  domain: Domain,
  release: string | undefined,
  { objects, leftOut }: Mapped,
  found: Difference | undefined,
  since: string | undefined,
): string {
  const name = `${domain}${release ? ` ${release}` : ''}`;
  if (!found) return `${name}: all ${objects.size} objects (${leftOut.total} of the source left out)`;
  const renumbered = found.renumbered.length > 0 ? `; ${found.renumbered.join(', ')}` : '';
  const parts = [`${found.changed.length} changed`, `${found.needed.length} needed by them`, `${found.vanished} gone`];
  return `${name} since ${since ?? 'the last run'}: ${parts.join(', ')}${renumbered}`;
}
