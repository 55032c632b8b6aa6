import { describe, expect, it } from 'vitest';
import { segmentCells } from '../../src/index.js';
import { readCellImage } from '../../src/node/index.js';
import { sharedData } from '../support/shared-data.js';

const kaggle = sharedData('data/kaggle-2018/train');

describe.skipIf(kaggle.absent)('segmentCells on a field of the competition', () => {
  it('finds about as many cells as there are nuclei', async () => {
    const channelFile = (color: string) => `${kaggle.path}/837e738c-bba8-11e8-b2ba-ac1f6b6435d0_${color}.png`;
    const image = await readCellImage({
      microtubules: channelFile('red'),
      protein: channelFile('green'),
      nucleus: channelFile('blue'),
      er: channelFile('yellow'),
    });
    // Counted by eye: 38, two of them in mitosis.
    const count = new Set(segmentCells(image)).size - 1;
    expect(count).toBeGreaterThanOrEqual(36);
    expect(count).toBeLessThanOrEqual(40);
  });
});
