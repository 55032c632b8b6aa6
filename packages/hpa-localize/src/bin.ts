#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { FlagError } from './command-line/flag-error.js';
import { complain } from './command-line/say.js';
import { surviveClosedPipes } from './command-line/survive-closed-pipes.js';
import { COMMANDS } from './commands.js';

const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };

surviveClosedPipes();
process.on('uncaughtException', (error) => process.exit(exitCode(error)));

const program = new Command('hpa-localize')
  .description('Tells where in a human cell a protein sits: trains, compares, explains and applies models.')
  .version(version, '--version')
  .exitOverride()
  .configureOutput({ outputError: (text) => complain(text) })
  .addHelpText('after', '\nhpa-localize COMMAND --help lists the flags of a command and shows examples.');

const asked = process.argv[2] === 'help' ? process.argv[3] : process.argv[2];
for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
  const command = program.command(name).summary(summary).version(version, '--version');
  if (name === asked) {
    (await load())(command);
  }
}

try {
  await program.parseAsync();
} catch (error) {
  process.exit(exitCode(error));
}

/** Prints an error in one line, unless commander has done so, and returns the exit code. */
function exitCode(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    complain('interrupted');
    return 130;
  }
  complain(`error: ${error instanceof Error ? error.message : String(error)}`);
  return error instanceof FlagError ? 2 : 1;
}
