#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { FlagError } from './command-line/flag-error.js';
import { COMMANDS } from './commands.js';

const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };

const program = new Command('hpa-localize')
  .description('Tells where in a human cell a protein sits: trains, compares, explains and applies models.')
  .version(version, '--version')
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) })
  .addHelpText('after', '\nhpa-localize COMMAND --help lists the flags of a command and shows examples.');

const asked = process.argv[2] === 'help' ? process.argv[3] : process.argv[2];
for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
  const command = program.command(name).summary(summary);
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
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  return error instanceof FlagError ? 2 : 1;
}
