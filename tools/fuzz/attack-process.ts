/** The process that reads damaged inputs: its parent sends the number of a case and gets the outcome, or sees it end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchAllocations } from './watch-allocations.js';

watchAllocations();
await import('@tensorflow/tfjs-backend-cpu');
// What is attacked is loaded after the constructors are watched.
const { attack, requireRightInput } = await import('./attack.js');
const { fuzzCase } = await import('./cases.js');

const folder = mkdtempSync(join(tmpdir(), 'hpa-fuzz-'));
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
process.on('message', async ({ index, seed, only }: { index: number; seed: number; only?: string }) => {
  const drawn = fuzzCase(index, { seed, only });
  try {
    await requireRightInput(drawn.target, folder);
  } catch (cause) {
    process.send!({
      index,
      unfit: `${drawn.target.name}: the right input cannot be read: ${(cause as Error).stack}`,
    });
    return;
  }
  process.send!({ index, ...(await attack(drawn, folder)) });
});
process.send!({ ready: true });
