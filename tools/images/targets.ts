/** What to build: one target per connector folder, with the labels and tags of its image. */

import { spawnSync } from 'node:child_process';
import { type ConnectorFolder, imageBase, manifest } from '@opencti-connectors/cli';
import { ROOT } from '../connectors.ts';
import { IMAGE_PREFIX, REPOSITORY } from '../generated/names.ts';

/** One image of `docker/Dockerfile`. */
export interface Target {
  readonly name: string;
  readonly stage: 'connector' | 'sandbox';
  readonly args: Readonly<Record<string, string>>;
  /** Without prefix and tag, such as `connector-whois`. */
  readonly image: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Revision and time of the commit that is built: the same sources give the same labels. */
export interface Commit {
  readonly revision: string;
  readonly created: string;
}

/** The commit of the working folder; undefined outside a clone. */
export function currentCommit(root = ROOT): Commit | undefined {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%H %cI'], { cwd: root, encoding: 'utf8' });
  const [revision, created] = (stdout ?? '').trim().split(' ');
  return status === 0 && revision && created ? { revision, created } : undefined;
}

/** Targets of all connectors, and of the sandbox, which has the same labels. */
export function targetsOf(folders: readonly ConnectorFolder[], version: string, commit?: Commit): Target[] {
  const connectors = folders.map((folder): Target => {
    const { title, short_description, container_type, source_code } = manifest(folder);
    return {
      name: folder.slug,
      stage: 'connector',
      args: { CONNECTOR: folder.slug },
      image: imageBase(folder.slug),
      version: folder.version,
      labels: {
        ...ociLabels(
          { title, description: short_description, version: folder.version, documentation: source_code },
          commit,
        ),
        'io.opencti.connector.type': container_type,
        'io.opencti.connector.slug': folder.slug,
      },
    };
  });
  const about = {
    title: 'OpenCTI sandbox',
    description: 'A stand-in for an OpenCTI platform, for demos and tests; not OpenCTI.',
    version,
    documentation: `${REPOSITORY}/tree/main/packages/sandbox`,
  };
  const sandbox: Target = {
    name: 'sandbox',
    stage: 'sandbox',
    args: {},
    image: 'sandbox',
    version,
    labels: ociLabels(about, commit),
  };
  return [sandbox, ...connectors];
}

interface About {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly documentation: string;
}

/** The image specification's pre-defined annotation keys. */
function ociLabels(about: About, commit: Commit | undefined): Record<string, string> {
  const described = { ...about, source: REPOSITORY, licenses: 'Apache-2.0', vendor: 'opencti-connectors', ...commit };
  return Object.fromEntries(
    Object.entries(described).map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
  );
}

/** Tags of a release: `1.4.2`, `1.4` and `latest`; a pre-release moves only its own. */
export function releaseTags(version: string): string[] {
  return version.includes('-') ? [version] : [version, version.split('.').slice(0, 2).join('.'), 'latest'];
}

/** A second file for `docker buildx bake`, beside `docker/bake.hcl`, whose variables and stages it uses. */
export function bakeFile(targets: readonly Target[], release: boolean): object {
  const entries = targets.map(({ name, stage, args, image, version, labels }) => {
    const tags = release ? releaseTags(version) : [`\${VERSION}`];
    return [
      name,
      {
        inherits: [stage === 'sandbox' ? '_sandbox' : '_connector'],
        args,
        labels,
        tags: tags.map((tag) => `\${IMAGE_PREFIX}${image}:${tag}`),
      },
    ];
  });
  return {
    group: { default: { targets: targets.map(({ name }) => name) } },
    target: Object.fromEntries(entries),
  };
}

/** Arguments of `docker buildx build` for one target, for this machine. */
export function buildArguments({ stage, args, image, labels }: Target, network: string): string[] {
  return [
    'buildx',
    'build',
    '--load',
    ...['--file', 'docker/Dockerfile'],
    ...['--target', stage],
    ...['--network', network],
    ...['--tag', `${IMAGE_PREFIX}${image}:dev`],
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    '.',
  ];
}
