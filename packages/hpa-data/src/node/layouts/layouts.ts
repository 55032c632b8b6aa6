import { CLASS_FOLDERS } from './class-folders.js';
import { HPA_FILES } from './hpa-files.js';
import { KAGGLE_2018 } from './kaggle-2018.js';
import { KAGGLE_2021 } from './kaggle-2021.js';
import type { Layout } from './layout.js';
import { OME_TIFF } from './ome-tiff.js';
import { TABLE } from './table.js';

/** The layouts that `readLayout` reads. */
export const LAYOUTS: readonly Layout[] = [
  KAGGLE_2018,
  KAGGLE_2021,
  HPA_FILES,
  CLASS_FOLDERS,
  OME_TIFF,
  TABLE,
];

/** Names of the layouts that `readLayout` reads. */
export const LAYOUT_NAMES: readonly string[] = LAYOUTS.map(({ name }) => name);
