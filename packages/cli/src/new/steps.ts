/** What follows the copying: installing and generating, each said while it goes on. */
import { spawn } from 'node:child_process';
import { CommandError, EXIT } from '../exit-codes.ts';
import { during } from '../terminal.ts';

/** A command of another program, with what it is for. */
export interface Step {
  readonly says: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Runs steps one after the other. @throws CommandError with the output of the one that fails. */
export async function runSteps(steps: readonly Step[], cwd: string): Promise<void> {
  for (const step of steps) await during(step.says, () => runStep(step, cwd), true);
}

async function runStep({ says, command, args }: Step, cwd: string): Promise<void> {
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
  if (code === 0) return;
  const what = `${command} ${args.join(' ')}`;
  throw new CommandError(`${says}: "${what}" failed (${code}) in ${cwd}\n${output.trim()}`, EXIT.failed);
}

/** In this repository: dependencies, format, README, manifest, catalogue and Compose files. */
export function workspaceSteps(folder: string): Step[] {
  const source = '--conditions=@opencti-connectors/source';
  return [
    { says: 'Linking dependencies', command: 'pnpm', args: ['install', '--no-frozen-lockfile', '--prefer-offline'] },
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
