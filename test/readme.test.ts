import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const example = readFileSync('examples/quick-start.ts', 'utf8');

it('the program in the README is examples/quick-start.ts, and prints what the README says', () => {
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const printed = execFileSync(process.execPath, ['--import', 'tsx', 'examples/quick-start.ts'], {
    encoding: 'utf8',
  });
  const score = (text: string) => Number(/^macro F1 (\d\.\d\d) on unseen cells$/m.exec(text)![1]);
  // The engine is whichever is fastest: another sums in another order, which can move two cells of 44.
  expect(Math.abs(score(printed) - score(readme))).toBeLessThanOrEqual(0.05);
});
