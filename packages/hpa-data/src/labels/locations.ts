/** A place in the cell that the Human Protein Atlas annotates. */
export interface Location {
  /** Label of the Kaggle 2018 competition, 0 to 27. */
  readonly id: number;
  /** Name in the Human Protein Atlas. */
  readonly name: string;
}

const names = [
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
];

/**
 * The 28 locations of the Kaggle 2018 competition "Human Protein Atlas Image Classification", at the index of
 * their id (https://www.kaggle.com/c/human-protein-atlas-image-classification/data).
 */
export const locations: readonly Location[] = Object.freeze(
  names.map((name, id) => Object.freeze({ id, name })),
);

/**
 * Looks a location up by its Kaggle id.
 *
 * @throws RangeError where the id is not an integer in [0, 27].
 */
export function locationById(id: number): Location {
  const location = locations[id];
  if (location === undefined) {
    throw new RangeError(`location id must be an integer in [0, ${locations.length - 1}]; received ${id}`);
  }
  return location;
}
