import type { EmbeddedCells } from '../../src/embed/embedded-cells.js';

/** Four cells, worked by hand: the second pair is far from the first. */
export function embeddedFixture(changed: Partial<EmbeddedCells> = {}): EmbeddedCells {
  return {
    model: { name: 'net <b>', provenance: 'random, seed 1', classes: ['Cytosol', 'Nucleoli/fibrillar'] },
    ids: ['a</script>', '=b', 'c', 'd'],
    groups: ['one', 'one', 'two', ''],
    labels: ['Cytosol', 'Nucleoli/fibrillar', '', 'Cytosol|Nucleoli/fibrillar'],
    predicted: ['Cytosol', 'Cytosol', 'Nucleoli/fibrillar', ''],
    scores: [
      [0.75, 0.25],
      [0.5, 0.5],
      [0.25, 0.75],
      [0, 0],
    ],
    features: { count: 4, dimensions: 2, values: Float32Array.of(0, 0.1, 0, 1, 5, 0, 5, 1) },
    neighbors: {
      count: 2,
      indices: Int32Array.of(1, 2, 0, 3, 3, 0, 2, 1),
      distances: Float64Array.of(0.9, 5.001, 0.9, 5, 1, 5.001, 1, 5),
    },
    pca: {
      components: 2,
      scores: Float64Array.of(-2.5, 0, -2.5, 1, 2.5, 0, 2.5, 1),
      variances: [8.25, 0.25],
      shares: [0.97, 0.03],
    },
    umap: Float64Array.of(0, 0, 0, 1, 4, 0, 4, 1),
    ...changed,
  };
}
