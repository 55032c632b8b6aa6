import { describe, expect, it } from 'vitest';
import { colorings } from '../../src/embed/colorings.js';
import { embeddedFixture } from './embedded-fixture.js';

describe('colorings', () => {
  it('give a name the same position as a label and as a prediction, the most frequent first', () => {
    const [label, predicted, group] = colorings(embeddedFixture());
    // Cytosol occurs three times, Nucleoli twice, both together once.
    expect(label!.names).toEqual(['Cytosol', 'Nucleoli/fibrillar', 'Cytosol|Nucleoli/fibrillar']);
    expect(predicted!.names).toEqual(label!.names);
    expect(label).toMatchObject({ cells: [0, 1, -1, 2], counts: [1, 1, 1] });
    expect(label!.others).toEqual({ name: 'no label', count: 1 });
    expect(predicted).toMatchObject({ cells: [0, 0, 1, -1], counts: [2, 1, 0] });
    expect(predicted!.others).toEqual({ name: 'none of the locations', count: 1 });
    expect(group).toMatchObject({ names: ['one', 'two'], cells: [0, 0, 1, -1], counts: [2, 1] });
  });

  it('leave out labels and groups that no cell has', () => {
    const none = ['', '', '', ''];
    const found = colorings(embeddedFixture({ labels: none, groups: none }));
    expect(found.map(({ key }) => key)).toEqual(['predicted']);
  });

  it('fold what 32 colors and shapes cannot tell apart', () => {
    const groups = Array.from({ length: 40 }, (_, index) => `group ${String(index).padStart(2, '0')}`);
    const found = colorings(embeddedFixture({ groups })).at(-1)!;
    expect(found.names).toEqual(groups.slice(0, 32));
    expect(found.others).toEqual({ name: '8 more', count: 8 });
    expect(found.cells.slice(30, 34)).toEqual([30, 31, -1, -1]);
  });
});
