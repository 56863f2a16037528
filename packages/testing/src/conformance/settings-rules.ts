import { readFileSync } from 'node:fs';
import { ConfigError } from '@opencti-connectors/core';
import { describeSettings, loadConfig, settingsTable } from '@opencti-connectors/core/ports';
import { expect, test } from 'vitest';

type Connector = Parameters<typeof describeSettings>[0] & Parameters<typeof loadConfig>[0];

/** What the rules about settings need of any kind of connector. */
export interface SettingsSamples {
  readonly config: Readonly<Record<string, unknown>>;
  /** Path of the README. */
  readonly readme: string;
  /** Runs it once; everything that it said to log and works, as text. */
  readonly said: () => Promise<string>;
}

/** Rules (1), (2) and (12): the same for all kinds. Call it inside a `describe`. */
export function settingsRules(connector: Connector, { config, readme, said }: SettingsSamples): void {
  const own = describeSettings(connector);
  test('(1) every setting has a description; every missing one is named', () => {
    expect(own.filter(({ description }) => description === '').map(({ variable }) => variable)).toEqual([]);
    const required = own.filter((row) => row.required).map(({ variable }) => variable);
    expect(required.length).toBeGreaterThan(0);
    expect(namedProblems(connector)).toEqual(expect.arrayContaining(required));
  });
  test('(2) secrets appear in no line of the log and in no work', async () => {
    const secrets = own
      .filter((row) => row.secret)
      .map(({ path }) => path.split('.')[1]?.replace(/_(\w)/g, (_, l) => l.toUpperCase()) ?? '');
    const values = secrets.map((key) => config[key]).filter((value): value is string => typeof value === 'string');
    const lines = await said();
    expect(lines.length).toBeGreaterThan(10);
    expect(values.filter((value) => lines.includes(value))).toEqual([]);
  });
  test("(12) the README's table of settings is the one of the schema", () => {
    expect(readFileSync(readme, 'utf8')).toContain(settingsTable(connector));
  });
}

/** Variables that are named when nothing at all is set. */
function namedProblems(connector: Connector): string[] {
  try {
    loadConfig(connector, { env: {}, cwd: '/nowhere' });
    return [];
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    return error.problems.map(({ variable }) => variable);
  }
}
