import { layoutNames } from '@hpa/data/node';
import { type Command, Option } from 'commander';

/** Adds the flags that say how cells are read: --source, --allow-missing and --skip-bad. */
export function withSourceFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--source <layout>', 'how --data is laid out; auto tells by what is there')
        .choices(['auto', ...layoutNames])
        .default('auto'),
    )
    .addOption(allowMissing())
    .option('--skip-bad', 'leave out cells that cannot be used, and list them', false);
}

/** The flag --allow-missing. */
export function allowMissing(): Option {
  return new Option('--allow-missing <colour>', 'the stain that cells may lack; it is then black').choices([
    'yellow',
  ]);
}
