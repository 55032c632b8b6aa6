export { type Dataset, openDataset } from './dataset/open-dataset.js';
export { modelNames, recipes } from './recipes/recipes.js';
