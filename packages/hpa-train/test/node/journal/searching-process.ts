import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../../src/node/journal/open-journal.js';
import { asha } from '../../../src/search/pruners/asha.js';
import { search } from '../../../src/search/search.js';
import { integer } from '../../../src/search/space/integer.js';
import { logUniform } from '../../../src/search/space/log-uniform.js';
import { tpe } from '../../../src/search/strategies/tpe.js';

// A process that searches on the folder of its argument, to be killed: a training of six steps, with a checkpoint after each,
// whose value adds up over the steps. What it does is also logged, outside of what the journal knows.

const [folder, stepMs, processes] = process.argv.slice(2) as [string, string, string];
const STEPS = 6;

// All begin at once.
writeFileSync(join(folder, `ready-${process.pid}`), '');
while (readdirSync(folder).filter((name) => name.startsWith('ready-')).length < Number(processes)) {
  await new Promise((resolve) => setTimeout(resolve, 1));
}

const { trials, best } = await search(
  { rate: logUniform(1e-4, 1), width: integer(1, 8) },
  async ({ rate, width }, trial) => {
    const checkpoint = join(trial.folder!, 'checkpoint.json');
    let { step, sum } = existsSync(checkpoint)
      ? (JSON.parse(readFileSync(checkpoint, 'utf8')) as { step: number; sum: number })
      : { step: 0, sum: 0 };
    while (step < STEPS) {
      await new Promise((resolve) => setTimeout(resolve, Number(stepMs)));
      step++;
      sum += (Math.log10(rate) + 2) ** 2 / step + width / 8 + (trial.seed % 1000) / 1e4;
      if (trial.number % 7 === 5 && step === 4) {
        throw new Error('it crashes always');
      }
      appendFileSync(join(folder, 'steps.log'), `${process.pid} ${trial.number} ${step}\n`);
      await trial.report(step, sum);
      writeFileSync(`${checkpoint}.tmp`, JSON.stringify({ step, sum }));
      renameSync(`${checkpoint}.tmp`, checkpoint);
    }
    return sum;
  },
  {
    strategy: tpe({ startupTrials: 4 }),
    pruner: asha({ minimumSteps: 2, reductionFactor: 2 }),
    trials: 16,
    seed: 5,
    mode: 'min',
    journal: openJournal(folder, { keep: 2 }),
  },
);
console.log(JSON.stringify({ best: best?.number, trials: trials.map(({ seconds, ...trial }) => trial) }));
