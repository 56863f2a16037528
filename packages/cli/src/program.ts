import { Command, CommanderError, Option } from 'commander';
import { FORMS, type Form } from './commands/describe.ts';
import type { NewOptions } from './commands/new.ts';
import { CommandError, EXIT, EXIT_HELP } from './exit-codes.ts';
import { KINDS } from './kinds.ts';
import { isLively, style } from './terminal.ts';

const CONNECTOR = '[connector]';
const ABOUT_CONNECTOR = 'name of a connector of this repository, or its folder; the folder you stand in without it';
const AS_JSON = ['--json', 'print data as JSON, and nothing else on standard output'] as const;

type Run = (code: Promise<number>) => Promise<void>;

/** The whole command line. `done` gets the exit code of the command that was run. */
export function createProgram(done: (code: number) => void): Command {
  const run: Run = async (code) => done(await code);
  const program = new Command('octc')
    .description('Makes, runs and looks after OpenCTI connectors.')
    .option('--settings <file>', 'read settings from a file of NAME=value lines; what is set already wins')
    .addHelpText('after', `\n${style('bold', 'Exit codes:')}\n${EXIT_HELP}`)
    .exitOverride()
    .configureOutput({ getOutHasColors: () => isLively, getErrHasColors: () => isLively })
    .configureHelp({
      styleTitle: (text) => style('bold', text),
      styleSubcommandText: (text) => style('cyan', text),
      styleOptionText: (text) => style('cyan', text),
      styleArgumentText: (text) => style('dim', text),
    })
    .hook('preAction', () => {
      const { settings } = program.opts<{ settings?: string }>();
      if (settings) loadSettings(settings);
    });
  addMaking(program, run);
  addRunning(program, run);
  addDescribing(program, run);
  addPlatform(program, run);
  return program;
}

/** Not called --env-file: Node takes that for itself wherever it stands. @throws CommandError when it cannot be read. */
function loadSettings(file: string): void {
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new CommandError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function addMaking(program: Command, run: Run): void {
  program
    .command('new')
    .description('make a connector of a template, or of one that is there')
    .argument('[kind]', `one of ${KINDS.map(({ name, also: [short] }) => `${name} (${short})`).join(', ')}`)
    .argument('[name]', 'such as my-feed: folder, image and prefix of the settings')
    .option('--from <connector>', 'copy this connector in place of a template; the kind may then be left out')
    .option('--title <text>', 'name shown by the platform; made of the name without it')
    .option('--standalone', 'a folder of its own in the current one; so it is outside this repository anyway')
    .option(
      '--packages <folder>',
      'outside: take our packages from here, as "pnpm pack" makes them, not from a registry',
    )
    .option('--no-install', 'only make the folder')
    .option(...AS_JSON)
    .action((kind: string | undefined, name: string | undefined, options: NewOptions) => {
      const words = [kind, name].filter((word) => word !== undefined);
      return run(import('./commands/new.ts').then(({ makeNew }) => makeNew(words, options)));
    });
}

function addDescribing(program: Command, run: Run): void {
  program
    .command('describe')
    .description('print its settings, JSON Schema, manifest or Compose block')
    .argument(CONNECTOR, ABOUT_CONNECTOR)
    .addOption(new Option('--as <form>', 'what to print').choices(FORMS).default('settings'))
    .option('--write', 'write README blocks, manifest and schema into its folder')
    .option(...AS_JSON)
    .action((named: string | undefined, options: { as: Form; json?: boolean; write?: boolean }) =>
      run(import('./commands/describe.ts').then(({ describe }) => describe(named, options))),
    );
}

function addRunning(program: Command, run: Run): void {
  program
    .command('check')
    .description('look at settings, platform, token, capabilities, broker, source')
    .argument(CONNECTOR, ABOUT_CONNECTOR)
    .option('--all', 'show every setting, not only what is set or the connector’s own')
    .option(...AS_JSON)
    .action((named: string | undefined, options: { all?: boolean; json?: boolean }) =>
      run(import('./commands/check.ts').then(({ check }) => check(named, options))),
    );
  program
    .command('run')
    .description('run a connector as a process of its own, until Ctrl-C')
    .argument(CONNECTOR, ABOUT_CONNECTOR)
    .option('--once', 'one run, then the end')
    .option('--dry', 'one run that sends nothing and sums up what it would have sent')
    .option('--json', 'log as it is; with --dry, the summary as JSON and the log on standard error')
    .action((named: string | undefined, options: { once?: boolean; dry?: boolean; json?: boolean }) =>
      run(import('./commands/run.ts').then(({ runIt }) => runIt(named, options))),
    );
  program
    .command('replay')
    .description('deliver dead letters of a live stream once more')
    .argument(CONNECTOR, ABOUT_CONNECTOR)
    .option(...AS_JSON)
    .action((named: string | undefined, options: { json?: boolean }) =>
      run(import('./commands/replay.ts').then(({ replay }) => replay(named, options))),
    );
}

function addPlatform(program: Command, run: Run): void {
  program
    .command('status')
    .description('list connectors of the platform, their queues and works')
    .argument('[name]', 'id, or a part of the name the platform shows; all without it')
    .option('--works <number>', 'ended works to show of each connector', '3')
    .option(...AS_JSON)
    .action((named: string | undefined, options: { works: string; json?: boolean }) =>
      run(import('./commands/status.ts').then(({ status }) => status(named, options))),
    );
  program
    .command('reset')
    .description('empty state and queues, after a question (MODULES_MODMANAGE)')
    .argument('[name]', 'id, or a part of the name the platform shows; CONNECTOR_ID without it')
    .option('--yes', 'do not ask')
    .option(...AS_JSON)
    .action((named: string | undefined, options: { yes?: boolean; json?: boolean }) =>
      run(import('./commands/reset.ts').then(({ reset }) => reset(named, options))),
    );
  program
    .command('sandbox')
    .description('start a stand-in platform, until Ctrl-C')
    .option('--port <port>', 'port to listen on; 0 takes any free one', process.env.SANDBOX_PORT ?? '4010')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--amqp-url <url>', 'a RabbitMQ for its queues; over HTTP without it')
    .option(...AS_JSON)
    .action((options: { port: string; host: string; amqpUrl?: string; json?: boolean }) =>
      run(import('./commands/sandbox.ts').then(({ sandbox }) => sandbox(options))),
    );
}

/** Exit code of what commander itself ends with: help and version are no errors. */
export function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}

export { CommanderError, KINDS };
