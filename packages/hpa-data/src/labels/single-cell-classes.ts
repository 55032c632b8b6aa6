import type { Location } from './locations.js';

const names = [
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
];

/**
 * The 19 classes of the Kaggle 2021 competition "Human Protein Atlas - Single Cell Classification", at the index of
 * their id (https://www.kaggle.com/c/hpa-single-cell-image-classification/data). The ids differ from those of
 * `locations`.
 */
export const singleCellClasses: readonly Location[] = Object.freeze(
  names.map((name, id) => Object.freeze({ id, name })),
);
