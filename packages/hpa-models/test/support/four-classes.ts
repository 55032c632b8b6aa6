/** The classes of the notebook. */
export const fourClasses = [
  { id: 13, name: 'Focal adhesion sites' },
  { id: 18, name: 'Microtubule organizing center' },
  { id: 25, name: 'Cytosol' },
  { id: 26, name: 'Cytoplasmic bodies' },
] as const;
