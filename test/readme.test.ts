import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const example = readFileSync('examples/quick-start.ts', 'utf8');

it('the program in the README is examples/quick-start.ts, and prints what the README says', () => {
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  expect(example.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(35);
  const printed = execFileSync(process.execPath, ['--import', 'tsx', 'examples/quick-start.ts'], {
    encoding: 'utf8',
  });
  const numbers = (text: string) =>
    [...text.matchAll(/^(?:macro F1|synthetic-\d+ [\w ]+:) (\d\.\d\d)/gm)].map(([, number]) =>
      Number(number),
    );
  const stated = numbers(readme);
  expect(stated).toHaveLength(3);
  // The engine is whichever is fastest: another sums in another order, which can move two cells of 44.
  for (const [index, number] of numbers(printed).entries()) {
    expect(Math.abs(Math.round(100 * number) - Math.round(100 * stated[index]!))).toBeLessThanOrEqual(5);
  }
  expect(numbers(printed)).toHaveLength(3);
});
