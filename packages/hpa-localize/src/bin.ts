#!/usr/bin/env node
/** The command `hpa-localize`: the first word names one of the commands, the rest are its flags. */

const COMMANDS: Readonly<Record<string, () => Promise<unknown>>> = {
  compare: () => import('./commands/compare.js'),
  predict: () => import('./commands/predict.js'),
  explain: () => import('./commands/explain.js'),
  prepare: () => import('./commands/prepare.js'),
  'contact-sheet': () => import('./commands/contact-sheet.js'),
};

const [name = ''] = process.argv.splice(2, 1);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) {
  await command();
} else {
  console.error(`usage: hpa-localize ${Object.keys(COMMANDS).join('|')} [flags]; received '${name}'`);
  process.exitCode = 2;
}
