import { classFolders } from './class-folders.js';
import { hpaFiles } from './hpa-files.js';
import { kaggle2018 } from './kaggle-2018.js';
import { kaggle2021 } from './kaggle-2021.js';
import type { Layout } from './layout.js';
import { omeTiff } from './ome-tiff.js';
import { table } from './table.js';

/** The layouts that `readLayout` reads. */
export const LAYOUTS: readonly Layout[] = [kaggle2018, kaggle2021, hpaFiles, classFolders, omeTiff, table];

/** Names of the layouts that `readLayout` reads. */
export const LAYOUT_NAMES: readonly string[] = LAYOUTS.map(({ name }) => name);
