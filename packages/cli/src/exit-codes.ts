/** Exit codes of `octc`; a connector's own are handed on by `run` and `replay`. */
export const EXIT = {
  ok: 0,
  /** The command was understood and failed: a problem was found, the platform refused, a run ended in error. */
  failed: 1,
  /** The command was not understood: an unknown option, no such connector, no answer to a question. */
  usage: 2,
  /** Settings are wrong (EX_CONFIG of sysexits). */
  settings: 78,
  /** Stopped by Ctrl-C at a question. */
  cancelled: 130,
} as const;

/** As `--help` shows them. */
export const EXIT_HELP = `  0    all is well
  1    a problem was found, the platform refused, or a run ended in error
  2    the command was not understood, or a question had nobody to answer it
  78   settings are wrong
  130  stopped at a question`;

/** Ends a command with a sentence for the person who typed it. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
