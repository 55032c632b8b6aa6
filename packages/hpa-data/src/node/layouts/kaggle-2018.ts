import { LOCATIONS } from '../../labels/locations.js';
import { kaggleLayout } from './kaggle-layout.js';
import type { Layout } from './layout.js';

/**
 * The layout of the Kaggle 2018 competition: train.csv (Id,Target with location ids separated by spaces) and
 * train/{Id}_{red,green,blue,yellow}.
 */
export const KAGGLE_2018: Layout = kaggleLayout('kaggle-2018', {
  idColumn: 'Id',
  labelColumn: 'Target',
  separator: 'space',
  classes: LOCATIONS,
});
