import type { PublishedWeights } from './published-weights.js';

const FOLDER =
  'https://raw.githubusercontent.com/ml-jku/gapnet-pl/6010347c7c1573fc814e8632a98359b62f048af1/models';

/** Published weights of `gapNetPl`, by name. */
export const gapNetPlWeights: { readonly authors: PublishedWeights } = {
  /** The authors' checkpoint (https://github.com/ml-jku/gapnet-pl), trained on pictures of the Human Protein Atlas. */
  authors: {
    architecture: 'gapnet-pl',
    name: 'authors',
    files: [
      {
        url: `${FOLDER}/gapnet-pl.ckpt.index`,
        checksum: {
          algorithm: 'sha256',
          hex: '8abd2697748cc1b83b54227dc780e68b7680b00516a3c8cc34140b016f3d604d',
        },
      },
      {
        url: `${FOLDER}/gapnet-pl.ckpt.data-00000-of-00001`,
        checksum: {
          algorithm: 'sha256',
          hex: '8b09c5b3e3a2bfc6c81841701aa329c89f1cb85edd1400fa576fb16d0f1a45ab',
        },
      },
    ],
    licence: 'BSD-2-Clause',
    provenance: 'Human Protein Atlas, as published by the authors of GapNet-PL (ml-jku/gapnet-pl)',
    inputSize: [1024, 1024],
    normalization: 'per-image',
    channels: ['blue: nucleus', 'green: protein', 'red: microtubules', 'yellow: ER'],
    classes: [
      'Actin filaments',
      'Centrosome',
      'Cytosol',
      'Endoplasmic reticulum',
      'Golgi apparatus',
      'Intermediate filaments',
      'Microtubules',
      'Mitochondria',
      'Nuclear membrane',
      'Nucleoli',
      'Nucleus',
      'Plasma membrane',
      'Vesicles',
    ],
    without: [],
  },
};
