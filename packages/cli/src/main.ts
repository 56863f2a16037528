#!/usr/bin/env node
/** `octc`: the command line. Exit codes stand in `exit-codes.ts`. */
import { ConfigError } from '@opencti-connectors/core/tools';
import { CommanderError } from 'commander';
import { CommandError, EXIT } from './exit-codes.ts';
import { createProgram, exitCodeOf } from './program.ts';
import { say, style } from './terminal.ts';

function explain(error: unknown): number {
  if (error instanceof CommanderError) return exitCodeOf(error);
  if (ConfigError.isInstance(error)) {
    for (const { variable, found, expected } of error.problems) {
      say(style('red', `${variable}: found ${found}, expected ${expected}`));
    }
    return EXIT.settings;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message !== '') say(style('red', message));
  return error instanceof CommandError ? error.exitCode : EXIT.failed;
}

try {
  await createProgram((code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}
