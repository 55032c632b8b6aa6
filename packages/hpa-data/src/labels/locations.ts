import type { ClassLabel } from './class-label.js';

/**
 * The 28 locations of the Kaggle 2018 competition "Human Protein Atlas Image Classification", each at the index of
 * its id (https://www.kaggle.com/c/human-protein-atlas-image-classification/data). Names are those of the Human
 * Protein Atlas.
 */
export const LOCATIONS: readonly ClassLabel[] = Object.freeze(
  [
    'Nucleoplasm',
    'Nuclear membrane',
    'Nucleoli',
    'Nucleoli fibrillar center',
    'Nuclear speckles',
    'Nuclear bodies',
    'Endoplasmic reticulum',
    'Golgi apparatus',
    'Peroxisomes',
    'Endosomes',
    'Lysosomes',
    'Intermediate filaments',
    'Actin filaments',
    'Focal adhesion sites',
    'Microtubules',
    'Microtubule ends',
    'Cytokinetic bridge',
    'Mitotic spindle',
    'Microtubule organizing center',
    'Centrosome',
    'Lipid droplets',
    'Plasma membrane',
    'Cell junctions',
    'Mitochondria',
    'Aggresome',
    'Cytosol',
    'Cytoplasmic bodies',
    'Rods & rings',
  ].map((name, id) => Object.freeze({ id, name })),
);
