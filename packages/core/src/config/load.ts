import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import type { ConnectorDefinition, ConnectorKind } from '../define/connector.ts';
import { ConfigError, type ConfigProblem } from '../errors.ts';
import { contradictions } from './contradictions.ts';
import { parseDuration } from './duration.ts';
import { nearestName, variableName } from './names.ts';
import {
  connectorSection,
  httpsSection,
  IGNORED_VARIABLES,
  listenProtocolSection,
  mqSection,
  OLD_NAMES,
  openctiSection,
  PLATFORM_SECTIONS,
  s3Section,
} from './platform-settings.ts';
import { readSection, type SettingSources } from './read-section.ts';

type Configurable = ConnectorDefinition & { readonly kind: ConnectorKind; readonly every?: string };

/** Settings that core reads, with the connector's own names and scope filled in. */
export interface PlatformSettings {
  readonly opencti: z.output<typeof openctiSection> & { readonly caCertificates?: string };
  readonly mq: z.output<typeof mqSection>;
  readonly listenProtocol: z.output<typeof listenProtocolSection>;
  readonly s3: z.output<typeof s3Section>;
  readonly connector: Omit<z.output<typeof connectorSection>, 'name' | 'scope' | 'durationPeriod'> & {
    readonly name: string;
    readonly scope: readonly string[];
    /** From `CONNECTOR_DURATION_PERIOD`; undefined when it is not set. Milliseconds. */
    readonly durationPeriodMs: number | undefined;
    /** The definition's own period, milliseconds. */
    readonly defaultPeriodMs: number;
  };
}

/** Everything that was read. */
export interface LoadedConfig {
  readonly platform: PlatformSettings;
  /** The connector's own settings, frozen. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  /** Texts that must not appear in logs. */
  readonly secrets: readonly string[];
}

export interface LoadOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of `config.yml`. */
  readonly cwd: string;
}

/** Section of the connector's own settings. */
export function sectionOf(connector: ConnectorDefinition): string {
  return (connector.namespace ?? connector.slug).replaceAll('-', '_');
}

/**
 * Reads all settings: environment over `config.yml` (in the working folder, or `CONNECTOR_CONFIG_FILE`).
 * @throws ConfigError with every problem at once.
 */
export function loadConfig(connector: Configurable, given: LoadOptions): LoadedConfig {
  const problems: ConfigProblem[] = [];
  const sources = openSources(given, problems);
  const { yaml } = sources;
  const opencti = readSection('opencti', openctiSection, sources);
  const own = readSection('connector', connectorSection, sources);
  const https = readSection('https', httpsSection, sources);
  const mq = readSection('mq', mqSection, sources);
  const listen = readSection('listen_protocol', listenProtocolSection, sources);
  const s3 = readSection('s3', s3Section, sources);
  const config = readSection(sectionOf(connector), connector.config, sources);
  for (const section of [opencti, own, https, mq, listen, s3, config]) problems.push(...section.problems);
  problems.push(...wrongKind(own.value?.type, connector.kind));
  if (own.value && listen.value) problems.push(...contradictions(own.value, listen.value));
  if (own.value && connector.kind === 'STREAM') problems.push(...missingStream(own.value));
  const ca = readCertificates(https.value?.caCertificates, problems);
  if (problems.length > 0 || !opencti.value || !own.value || !mq.value || !listen.value || !s3.value || !config.value) {
    throw new ConfigError(withMisspelt(problems, sources.env, connector));
  }
  const { durationPeriod, ...settings } = own.value;
  return {
    platform: {
      mq: mq.value,
      listenProtocol: listen.value,
      s3: s3.value,
      opencti: { ...opencti.value, ...(ca === undefined ? {} : { caCertificates: ca }) },
      connector: {
        ...settings,
        name: settings.name ?? connector.name,
        scope: settings.scope ?? connector.scope,
        durationPeriodMs: durationPeriod,
        defaultPeriodMs: parseDuration(connector.every ?? '0') ?? 0,
      },
    },
    config: Object.freeze(config.value),
    warnings: [...settingWarnings(given.env, connector), ...unknownKeys(yaml, connector)],
    secrets: [...opencti.secrets, ...own.secrets, ...mq.secrets, ...listen.secrets, ...s3.secrets, ...config.secrets],
  };
}

/** What is needed to ask a platform something, without a connector. */
export interface PlatformAccess {
  readonly opencti: PlatformSettings['opencti'];
  /** `CONNECTOR_ID`, when it is set. */
  readonly connectorId: string | undefined;
}

/** Reads `OPENCTI_*`, `HTTPS_*` and `CONNECTOR_ID` as `loadConfig` does. @throws ConfigError with every problem at once. */
export function loadAccess(given: LoadOptions): PlatformAccess {
  const problems: ConfigProblem[] = [];
  const sources = openSources(given, problems);
  const opencti = readSection('opencti', openctiSection, sources);
  const https = readSection('https', httpsSection, sources);
  const own = readSection('connector', connectorSection.pick({ id: true }).partial(), sources);
  for (const section of [opencti, https, own]) problems.push(...section.problems);
  const ca = readCertificates(https.value?.caCertificates, problems);
  if (problems.length > 0 || !opencti.value) throw new ConfigError(problems);
  return {
    opencti: { ...opencti.value, ...(ca === undefined ? {} : { caCertificates: ca }) },
    connectorId: own.value?.id,
  };
}

/** Environment and `config.yml`; a file that cannot be read is a problem. */
export function openSources(given: LoadOptions, problems: ConfigProblem[]): SettingSources {
  const options = { ...given, env: withNewNames(given.env) };
  return { env: options.env, yaml: readYaml(options, problems), readFile: (path) => readFileSync(path, 'utf8') };
}

function readYaml({ env, cwd }: LoadOptions, problems: ConfigProblem[]): Record<string, unknown> {
  const named = env.CONNECTOR_CONFIG_FILE;
  const path = named ?? join(cwd, 'config.yml');
  try {
    const content: unknown = parse(readFileSync(path, 'utf8'));
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ENOENT';
    if (missing && named === undefined) return {};
    const found = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    problems.push({ variable: 'CONNECTOR_CONFIG_FILE', path, found, expected: 'a YAML file that can be read' });
    return {};
  }
}

/** Old names count where the new one is not given. */
function withNewNames(env: LoadOptions['env']): LoadOptions['env'] {
  const renamed = Object.entries(OLD_NAMES).filter(([old, name]) => env[old] && !env[name]);
  return { ...env, ...Object.fromEntries(renamed.map(([old, name]) => [name, env[old]])) };
}

/** PEM text, or the content of the file that a path names; undefined, and a problem, when it cannot be read. */
function readCertificates(value: string | undefined, problems: ConfigProblem[]): string | undefined {
  if (value === undefined || value.includes('-----BEGIN')) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch {
    const expected = 'PEM text or the path of a PEM file that can be read';
    problems.push({ variable: 'HTTPS_CA_CERTIFICATES', path: 'https.ca_certificates', found: value, expected });
    return undefined;
  }
}

function missingStream({ liveStreamId }: z.output<typeof connectorSection>): ConfigProblem[] {
  if (liveStreamId !== undefined && !/^changeme$/i.test(liveStreamId)) return [];
  return [
    {
      variable: 'CONNECTOR_LIVE_STREAM_ID',
      path: 'connector.live_stream_id',
      found: liveStreamId ?? 'nothing',
      expected: 'the id of a live stream of the platform (Data sharing), or live',
    },
  ];
}

function wrongKind(type: string | undefined, kind: ConnectorKind): ConfigProblem[] {
  if (type === undefined || type === kind) return [];
  return [{ variable: 'CONNECTOR_TYPE', path: 'connector.type', found: type, expected: `${kind}, or nothing` }];
}

/** Where nothing was found, a variable that is nearly named so is likely to be meant. */
function withMisspelt(
  problems: readonly ConfigProblem[],
  env: LoadOptions['env'],
  connector: ConnectorDefinition,
): ConfigProblem[] {
  const unknown = unknownNames(env, connector);
  return problems.map((problem) => {
    const near = problem.found === 'nothing' ? nearestName(problem.variable, unknown) : undefined;
    return near ? { ...problem, found: `nothing, but ${near}: is it misspelt?` } : problem;
  });
}

/** Variables that are read, by the names of the schemas. */
function knownNames(connector: ConnectorDefinition): string[] {
  const sections = { ...PLATFORM_SECTIONS, [sectionOf(connector)]: connector.config };
  return Object.entries(sections).flatMap(([section, schema]) =>
    Object.keys(schema.shape).map((key) => variableName(section, key)),
  );
}

const OTHER_NAMES = new Set([...IGNORED_VARIABLES, ...Object.keys(OLD_NAMES), 'CONNECTOR_CONFIG_FILE']);

/** Variables in the namespaces of ours that nothing reads. */
function unknownNames(env: LoadOptions['env'], connector: ConnectorDefinition): string[] {
  const known = new Set(knownNames(connector));
  const prefixes = ['OPENCTI_', 'CONNECTOR_', `${sectionOf(connector).toUpperCase()}_`];
  return Object.keys(env)
    .sort()
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
    .filter((name) => !known.has(name) && !known.has(name.replace(/_FILE$/, '')) && !OTHER_NAMES.has(name));
}

/** What stands in the environment without effect, each said once. */
function settingWarnings(env: LoadOptions['env'], connector: ConnectorDefinition): string[] {
  const known = knownNames(connector);
  const ignored = IGNORED_VARIABLES.filter((name) => env[name] !== undefined).map(
    (name) => `${name} has no effect here`,
  );
  const old = Object.keys(OLD_NAMES).filter((name) => env[name]);
  const renamed = old.map((name) => `${name} is an old name: write ${OLD_NAMES[name]}`);
  const unknown = unknownNames(env, connector).map((name) => {
    const near = nearestName(name, known);
    return `${name} is not known${near ? `: did you mean ${near}?` : ''}`;
  });
  return [...ignored, ...renamed, ...unknown];
}

/** Keys of `config.yml` that nothing reads, in the sections of ours. */
function unknownKeys(yaml: Readonly<Record<string, unknown>>, connector: ConnectorDefinition): string[] {
  const known = new Set([...knownNames(connector), ...OTHER_NAMES]);
  const sections = new Set([...Object.keys(PLATFORM_SECTIONS), sectionOf(connector)]);
  return Object.entries(yaml)
    .filter(([section]) => sections.has(section.replaceAll('-', '_')))
    .flatMap(([section, values]) => Object.keys(Object(values)).map((key) => [section, key] as const))
    .filter(([section, key]) => !known.has(variableName(section, key)))
    .map(([section, key]) => {
      const near = nearestName(variableName(section, key), [...known]);
      return `${section}.${key} in config.yml is not known${near ? `: did you mean ${near}?` : ''}`;
    });
}
