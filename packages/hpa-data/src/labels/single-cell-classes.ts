import type { ClassLabel } from './class-label.js';

/**
 * The 19 classes of the Kaggle 2021 competition "Human Protein Atlas - Single Cell Classification", each at the index
 * of its id (https://www.kaggle.com/c/hpa-single-cell-image-classification/data). The ids differ from those of
 * `LOCATIONS`.
 */
export const SINGLE_CELL_CLASSES: readonly ClassLabel[] = Object.freeze(
  [
    'Nucleoplasm',
    'Nuclear membrane',
    'Nucleoli',
    'Nucleoli fibrillar center',
    'Nuclear speckles',
    'Nuclear bodies',
    'Endoplasmic reticulum',
    'Golgi apparatus',
    'Intermediate filaments',
    'Actin filaments',
    'Microtubules',
    'Mitotic spindle',
    'Centrosome',
    'Plasma membrane',
    'Mitochondria',
    'Aggresome',
    'Cytosol',
    'Vesicles and punctate cytosolic patterns',
    'Negative',
  ].map((name, id) => Object.freeze({ id, name })),
);
