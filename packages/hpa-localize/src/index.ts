export { type Dataset, openDataset } from './dataset/open-dataset.js';
export { type ContactSection, contactSheet } from './pages/contact-sheet.js';
export { modelNames, recipes } from './recipes/recipes.js';
