/** A connector as a service of Compose. */
import type { SettingRow } from '@opencti-connectors/core/tools';
import { fixedBy, settingsOf } from './config-schema.ts';
import type { Connector, ConnectorFolder } from './folder.ts';
import { imageBase, imageName } from './names.ts';

/** Said by the image or by the lines above the settings. */
const PLACED = new Set(['OPENCTI_URL', 'OPENCTI_TOKEN', 'CONNECTOR_TYPE', 'CONNECTOR_RUN_AND_TERMINATE']);

/** What every connector's container is locked down to; 15 s are the 10 s of its drain and some room. */
export const HARDENED = [
  'read_only: true',
  'tmpfs: [/tmp]',
  'cap_drop: [ALL]',
  'security_opt: ["no-new-privileges:true"]',
  'stop_grace_period: 15s',
];

/** Lines further to the right. */
export function indent(lines: readonly string[], spaces: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(spaces) + line));
}

/** A scalar of YAML: plain where that is safe. `$` is doubled, because Compose replaces variables. */
export function scalar(text: string): string {
  const written = text.replaceAll('$', '$$$$');
  return /^[\w/.][\w/.:@=+-]*$/.test(written) && !/^(true|false|null|yes|no|on|off|[\d.]+)$/i.test(written)
    ? written
    : JSON.stringify(written);
}

/** Settings that somebody may want to change, each with its default. */
function optional(rows: readonly SettingRow[]): SettingRow[] {
  return rows.filter(({ variable, required }) => !required && !PLACED.has(variable));
}

/** The default of a setting, as text. */
export function defaultOf(definition: Connector, row: SettingRow): string {
  const known = fixedBy(definition)[row.variable]?.default;
  return known === undefined ? (row.default ?? '') : String(known);
}

/** For a README: a service to be pasted into the Compose file of OpenCTI, or to be given to it as a second file. */
export function readmeCompose(folder: ConnectorFolder): string {
  const { own, shared } = settingsOf(folder.definition);
  const required = own.filter((row) => row.required).map(({ variable }) => `- ${variable}=ChangeMe`);
  const rest = optional([...shared, ...own]).map((row) => {
    const pair = `${row.variable}=${defaultOf(folder.definition, row)}`;
    return `# - ${scalar(pair)}`;
  });
  return [
    'services:',
    ...indent([`${imageBase(folder.slug)}:`], 2),
    ...indent(
      [
        `image: ${imageName(folder.slug, folder.publisher)}:${folder.version}`,
        'environment:',
        '  - OPENCTI_URL=http://opencti:8080',
        '  - OPENCTI_TOKEN=ChangeMe # of a user in the group Connectors',
        '  - CONNECTOR_ID=ChangeMe # a UUID of its own',
        ...indent([...required, ...rest], 2),
        'depends_on:',
        '  - opencti',
        ...HARDENED,
        'restart: always',
      ],
      4,
    ),
  ].join('\n');
}
