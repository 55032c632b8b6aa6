import type { Recipe } from './recipe-schema.js';

/** Whether lower or higher is better, by the metric that a recipe monitors. */
export const MONITOR_MODES: Readonly<Record<Recipe['monitor'], 'min' | 'max'>> = {
  macroF1: 'max',
  accuracy: 'max',
  loss: 'min',
};
