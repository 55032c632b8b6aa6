import '@tensorflow/tfjs';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { assignWeights, exportSafetensors, gapNet, readWeights } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';

it('exportSafetensors writes what loadWeights reads, to the bit', async () => {
  const held = memory().numTensors;
  const options = { input: { height: 76, width: 76 }, classes: fourClasses, seed: 4 } as const;
  const classifier = gapNet(options);
  const empty = gapNet({ ...options, initialWeights: 'zeros' });
  const bytes = await exportSafetensors(classifier);
  const report = assignWeights(empty, readWeights({ 'gapnet.safetensors': bytes }));
  expect(report.assigned.length).toBe(classifier.state.length);
  for (const [i, variable] of classifier.state.entries()) {
    expect(empty.state[i]!.dataSync()).toEqual(variable.dataSync());
  }
  classifier.dispose();
  empty.dispose();
  expect(memory().numTensors).toBe(held);
});
