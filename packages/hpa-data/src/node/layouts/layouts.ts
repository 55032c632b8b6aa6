import { CLASS_FOLDERS } from './class-folders.js';
import { COLOR_FOLDERS } from './color-folders.js';
import { HPA_FILES } from './hpa-files.js';
import { IMAGE_SETS } from './image-sets.js';
import { KAGGLE_2018 } from './kaggle-2018.js';
import { KAGGLE_2021 } from './kaggle-2021.js';
import type { Layout } from './layout.js';
import { OME_TIFF } from './ome-tiff.js';
import { PATH_LIST } from './path-list.js';
import { SPLIT_FOLDERS } from './split-folders.js';
import { TABLE } from './table.js';

/** The layouts that `readLayout` reads. */
export const LAYOUTS: readonly Layout[] = [
  KAGGLE_2018,
  KAGGLE_2021,
  HPA_FILES,
  CLASS_FOLDERS,
  SPLIT_FOLDERS,
  COLOR_FOLDERS,
  OME_TIFF,
  TABLE,
  PATH_LIST,
  IMAGE_SETS,
];

/** Names of the layouts that `readLayout` reads. */
export const LAYOUT_NAMES: readonly string[] = LAYOUTS.map(({ name }) => name);
