import { SINGLE_CELL_CLASSES } from '../../labels/single-cell-classes.js';
import { kaggleLayout } from './kaggle-layout.js';
import type { Layout } from './layout.js';

/**
 * The layout of the Kaggle 2021 competition: train.csv (ID,Label with class ids separated by |) and
 * train/{ID}_{red,green,blue,yellow}.
 */
export const KAGGLE_2021: Layout = kaggleLayout('kaggle-2021', {
  idColumn: 'ID',
  labelColumn: 'Label',
  separator: '|',
  classes: SINGLE_CELL_CLASSES,
});
