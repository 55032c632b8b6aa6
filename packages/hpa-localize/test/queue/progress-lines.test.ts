import { expect, it } from 'vitest';
import { progressLines } from '../../src/queue/progress-lines.js';

it('says each change once: who has a job, each epoch, and who goes on', () => {
  const lines: string[] = [];
  const show = progressLines('trial 3', { epochs: 4, say: (line) => lines.push(line) });
  show({ worker: 'a:1', reports: [] });
  show({ worker: 'a:1', reports: [] });
  show({ worker: 'a:1', reports: [[1, 0.25]] });
  show({ worker: 'a:1', reports: [[1, 0.25]] });
  show({ worker: 'b:2', reports: [[1, 0.25]] });
  show({
    worker: 'b:2',
    reports: [
      [1, 0.25],
      [2, 0.5],
      [3, 0.625],
    ],
  });
  expect(lines).toEqual([
    'trial 3: on a:1',
    'trial 3 epoch 1/4: macro F1 0.250 on a:1',
    'trial 3: on b:2, from epoch 2 on',
    'trial 3 epoch 2/4: macro F1 0.500 on b:2',
    'trial 3 epoch 3/4: macro F1 0.625 on b:2',
  ]);
});

it('says of a job that was under way when the sender came back how far it is, and no epoch again', () => {
  const lines: string[] = [];
  const show = progressLines('trial 0', { epochs: 4, say: (line) => lines.push(line) });
  show({ worker: 'a:1', reports: [[1, 0.25]] });
  expect(lines).toEqual(['trial 0: on a:1, from epoch 2 on']);
});
