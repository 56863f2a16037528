import { createHash } from 'node:crypto';
import { type AttachedFiles, attachFiles } from '../../files/attach.ts';
import type { Upload, UploadedFile } from '../../files/upload.ts';
import { standardId } from '../../graph/ids.ts';
import type { Element } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import type { User } from '../users.ts';
import { ANYBODY, type RequestContext, resolver } from './context.ts';
import { importPush } from './files.ts';
import { printEntity } from './knowledge.ts';

const UPDATE = ['KNOWLEDGE_KNUPDATE'];

interface Common {
  readonly createdBy?: string | null;
  readonly objectMarking?: readonly string[] | null;
  readonly objectLabel?: readonly string[] | null;
}

interface ObservableAdd extends Common {
  readonly x_opencti_score?: number | null;
  readonly x_opencti_description?: string | null;
  readonly IPv4Addr?: { readonly value: string } | null;
  readonly DomainName?: { readonly value: string } | null;
}

interface MalwareAdd extends Common, AttachedFiles {
  readonly name: string;
  readonly [attribute: string]: unknown;
}

/** The few entities that can be made one by one here; everything else comes in bundles. */
export function creationResolvers(platform: Platform) {
  return {
    stixCyberObservableAdd: resolver<ObservableAdd>(UPDATE, async (args, user, context) => {
      const { IPv4Addr, DomainName, x_opencti_score, x_opencti_description } = args;
      const [type, input] = IPv4Addr ? (['ipv4-addr', IPv4Addr] as const) : (['domain-name', DomainName] as const);
      if (!input) throw platformError('UNSUPPORTED_ERROR', 'This sandbox adds IPv4 addresses and domain names only');
      const properties = { ...input, x_opencti_score, x_opencti_description, ...references(args) };
      return printEntity(platform, await create(platform, type, properties, user, context));
    }),
    stixCyberObservableEdit: resolver<{ id: string }>(ANYBODY, ({ id }) => observableEdit(platform, id)),
    malwareAdd: resolver<{ input: MalwareAdd }>(UPDATE, async ({ input }, user, context) => {
      const { files, filesMarkings, noTriggerImport, embedded: _embedded, ...rest } = input;
      const { createdBy: _author, objectMarking: _markings, objectLabel: _labels, ...own } = rest;
      const element = await create(platform, 'malware', { ...own, ...references(input) }, user, context);
      await attachFiles(platform, element, { files, filesMarkings, noTriggerImport }, user);
      return printEntity(platform, element);
    }),
    securityCoverageAdd: resolver<{ input: Common & Record<string, unknown> }>(
      UPDATE,
      async ({ input }, user, context) => {
        const { objectCovered, createdBy: _author, objectMarking: _markings, objectLabel: _labels, ...own } = input;
        const properties = { ...own, covered: false, covered_ref: objectCovered, ...references(input) };
        return printEntity(platform, await create(platform, 'security-coverage', properties, user, context));
      },
    ),
    artifactImport: resolver<ObservableAdd & { file: Upload; fileMarkings?: readonly string[] }>(
      UPDATE,
      async ({ file, fileMarkings = [], ...args }, user, context) => {
        const upload = file.take();
        const properties = { ...(await artifactOf(upload)), x_opencti_description: args.x_opencti_description };
        const element = await create(platform, 'artifact', { ...properties, ...references(args) }, user, context);
        await attachFiles(platform, element, { files: [file], filesMarkings: [fileMarkings] }, user);
        return printEntity(platform, element);
      },
    ),
  };
}

function observableEdit(platform: Platform, id: string) {
  return {
    importPush: importPush(platform, id),
    // The platform's resolver hands the file over where its arguments belong (trap 36).
    exportPush: resolver<{ file: Upload }>(['CONNECTORAPI'], () => {
      throw new Error("Cannot destructure property 'createReadStream' of '(intermediate value)' as it is undefined.");
    }),
    fieldPatch: resolver<{ input: readonly { readonly key: string; readonly value: readonly unknown[] }[] }>(
      UPDATE,
      async ({ input }, user, context) => {
        const known = platform.graph.find(id);
        if (!known) throw platformError('FUNCTIONAL_ERROR', 'Cant find element to update', { id });
        const patch = Object.fromEntries(input.map(({ key, value }) => [key, patched(key, value)]));
        return printEntity(
          platform,
          await create(platform, known.type, { ...known.properties, ...patch }, user, context),
        );
      },
    ),
  };
}

/** Values of a patch are texts; a score is a number. */
function patched(key: string, value: readonly unknown[]): unknown {
  if (value.length > 1) return value;
  return key === 'x_opencti_score' ? Number(value[0]) : value[0];
}

function references({ createdBy, objectMarking, objectLabel }: Common) {
  return {
    ...(createdBy ? { created_by_ref: createdBy } : {}),
    ...(objectMarking ? { object_marking_refs: objectMarking } : {}),
    ...(objectLabel ? { labels: objectLabel } : {}),
  };
}

async function create(
  platform: Platform,
  type: string,
  properties: Readonly<Record<string, unknown>>,
  user: User,
  { draft }: RequestContext,
): Promise<Element> {
  const given = Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined && value !== null),
  );
  const id = typeof given.id === 'string' ? given.id : standardId(type, given);
  return platform.write({ ...given, type, id }, user.id, draft);
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-512': 'sha512',
};

async function artifactOf({ content }: UploadedFile) {
  const bytes = await content.bytes();
  const hashes = Object.fromEntries(
    Object.entries(ALGORITHMS).map(([name, algorithm]) => [name, createHash(algorithm).update(bytes).digest('hex')]),
  );
  return { mime_type: 'application/octet-stream', hashes };
}
