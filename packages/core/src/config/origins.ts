import type { ConnectorDefinition } from '../define/connector.ts';
import { describeSettings, type SettingRow } from './describe.ts';
import { type LoadOptions, openSources } from './load.ts';
import { findValue, type GivenValue } from './read-section.ts';

/** A setting, the value that counts, and where it was given. */
export interface SettingOrigin extends SettingRow {
  /** `definition` is what the connector itself says, `default` what core says, `nowhere` leaves it without value. */
  readonly from: GivenValue['from'] | 'definition' | 'default' | 'nowhere';
  /** As text; secrets are masked. */
  readonly value: string | undefined;
}

const MASK = '***';

type Connector = ConnectorDefinition & { readonly every?: string };

/** Every setting of a connector with its value and where that comes from; right or wrong. Nothing is parsed. */
export function settingOrigins(connector: Connector, options: LoadOptions): SettingOrigin[] {
  const sources = openSources(options, []);
  const definition = fromDefinition(connector);
  return describeSettings(connector).map((row) => {
    const [section = '', key = ''] = row.path.split('.');
    const given = givenValue(section, key, sources);
    if (given) return { ...row, from: given.from, value: row.secret ? MASK : asText(given.value) };
    const known = definition[row.variable];
    if (known !== undefined) return { ...row, from: 'definition', value: known };
    return { ...row, from: row.default === undefined ? 'nowhere' : 'default', value: row.default };
  });
}

/** A secret file that cannot be read gives nothing: loading the settings says so. */
function givenValue(...args: Parameters<typeof findValue>): GivenValue | undefined {
  try {
    return findValue(...args);
  } catch {
    return undefined;
  }
}

function fromDefinition({ name, scope, every }: Connector): Readonly<Record<string, string | undefined>> {
  return { CONNECTOR_NAME: name, CONNECTOR_SCOPE: scope.join(','), CONNECTOR_DURATION_PERIOD: every };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value);
}
