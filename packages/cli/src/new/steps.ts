/** What follows the copying: installing and generating, each said while it goes on. */
import { spawn } from 'node:child_process';
import { CommandError, EXIT } from '../exit-codes.ts';
import { during } from '../terminal.ts';

/** A command of another program, with what it is for. */
export interface Step {
  readonly says: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Arguments for a second try, where the first is the quicker way that does not always work. */
  readonly orElse?: readonly string[];
}

/** Runs steps one after the other. @throws CommandError with the output of the one that fails. */
export async function runSteps(steps: readonly Step[], cwd: string): Promise<void> {
  for (const step of steps) await during(step.says, () => runStep(step, cwd), true);
}

async function runStep({ says, command, args, orElse }: Step, cwd: string): Promise<void> {
  const failure = await failureOf(command, args, cwd);
  const again = failure && orElse ? await failureOf(command, orElse, cwd) : failure;
  if (again) throw new CommandError(`${says}: ${again}`, EXIT.failed);
}

/** What a command said that did not end well; undefined for one that did. */
async function failureOf(command: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | string>((done) => {
    child.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    child.once('close', (status) => done(status ?? 1));
  });
  if (code === 0) return undefined;
  return `"${command} ${args.join(' ')}" failed (${code}) in ${cwd}\n${output.trim()}`;
}

/** In this repository: dependencies, format, README, manifest, catalogue and Compose files. */
export function workspaceSteps(folder: string): Step[] {
  const source = '--conditions=@opencti-connectors/source';
  return [
    {
      says: 'Linking dependencies',
      command: 'pnpm',
      // A new connector needs nothing that is not here already; without a network, asking for it takes a minute.
      args: ['install', '--no-frozen-lockfile', '--offline'],
      orElse: ['install', '--no-frozen-lockfile'],
    },
    { says: 'Formatting', command: 'pnpm', args: ['exec', 'biome', 'check', '--write', folder] },
    { says: 'Writing what is generated', command: process.execPath, args: [source, 'tools/docs.ts'] },
  ];
}

/** Outside: dependencies, then README and manifest by the command line that came with them. */
export function standaloneSteps(): Step[] {
  return [
    {
      says: 'Installing dependencies',
      command: 'npm',
      args: ['install', '--no-audit', '--no-fund', '--loglevel=error'],
    },
    { says: 'Writing what is generated', command: 'npm', args: ['run', '--silent', 'docs'] },
  ];
}
