import { execFileSync } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/** What a measured program prints on its last line. */
export interface Measured {
  readonly rows: number;
  readonly seconds: number;
  /** Of all threads: on a machine that others use too, it says more than the clock. */
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

/** As connectors are shipped: the compiler of TypeScript would count as memory otherwise. */
export async function bundled(name: string, folder: string): Promise<string> {
  const file = resolve(folder, `${basename(name)}.mjs`);
  const build = await rolldown({
    input: join(import.meta.dirname, `${name}.ts`),
    platform: 'node',
    resolve: { conditionNames: ['@opencti-connectors/source', 'import', 'node', 'default'] },
    logLevel: 'warn',
  });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

export function measured(file: string, ...args: readonly string[]): Measured {
  const output = execFileSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Measured;
}
