/** The Docker engine, by its command line. */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a command of the engine said. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `docker …` and gives what it said, whatever its exit code. */
export function tryDocker(...args: readonly string[]): Said {
  const { status, stdout, stderr, error } = spawnSync('docker', args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: error ? 127 : (status ?? 1), stdout: (stdout ?? '').trim(), stderr: error?.message ?? stderr.trim() };
}

/** Runs `docker …`. @returns its standard output. @throws with what it said when it fails. */
export function docker(...args: readonly string[]): string {
  const { code, stdout, stderr } = tryDocker(...args);
  if (code !== 0) throw new Error(`docker ${args.slice(0, 3).join(' ')} …: ${stderr || stdout}`);
  return stdout;
}

/** Runs `docker …` with its output on the terminal. @throws when it fails. */
export function dockerAloud(args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync('docker', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`docker ${args.slice(0, 3).join(' ')} … failed`);
}

/** Why there is no engine to work with; undefined when there is one. */
export function noEngine(): string | undefined {
  const { code, stderr } = tryDocker('version', '--format', '{{.Server.Version}}');
  if (code === 127) return 'there is no docker command';
  return code === 0 ? undefined : `docker does not reach an engine (${stderr.split('\n')[0]})`;
}

/** Asks again and again until the answer is yes. @returns seconds it took; undefined when it took too long. */
export async function until(isSo: () => boolean, limitMs: number): Promise<number | undefined> {
  const started = performance.now();
  for (;;) {
    if (isSo()) return (performance.now() - started) / 1000;
    if (performance.now() - started > limitMs) return undefined;
    await sleep(200);
  }
}
