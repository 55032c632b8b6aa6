/**
 * Shows where in a cell, and in which stain, a model that compare saved sees what it answers; writes pictures and a page.
 * `npm run explain -- --help` lists the flags.
 */
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { readCellImage, readImageSets } from '@hpa/data/node';
import { loadClassifier } from '@hpa/models/node';
import { parseExplainOptions } from '../command-line/explain-options.js';
import { runMain } from '../command-line/run-main.js';
import { modelFolder } from '../experiment/model-folder.js';
import { writeWhole } from '../experiment/run-folder.js';
import { type ExplainedCell, explainCell } from '../explain/explain-cell.js';
import { explanationsPage } from '../pages/explanations-page.js';

await runMain(async () => {
  const { model, data, ids, out, backend: engine } = parseExplainOptions(process.argv);
  const samples = await readImageSets(data);
  const chosen = ids.map((id) => {
    const sample = samples.find((candidate) => candidate.id === id);
    if (!sample) {
      throw new Error(`--ids: ${data} holds no images of ${id} among its ${samples.length} cells`);
    }
    return sample;
  });
  const folder = await modelFolder(model);
  const backend = await startBackend(engine);
  console.log(`engine: ${backend.name}, ${backend.device}`);

  const classifier = await loadClassifier(folder);
  const { card } = classifier;
  const explained: ExplainedCell[] = [];
  for (const { id, channels } of chosen) {
    const cell = await readCellImage(channels, { height: card.inputShape[0], width: card.inputShape[1] });
    const explanation = await explainCell(classifier, { id, cell });
    for (const { name, png } of explanation.pictures) {
      await writeWhole(join(out, `${id}_${name}.png`), png);
    }
    console.log(`${id}: ${explanation.answer}`);
    explained.push(explanation);
  }
  const page = join(out, 'explain.html');
  await writeWhole(page, explanationsPage(explained, { model: card.name, provenance: card.weights }));
  console.log(`wrote ${page}`);
  classifier.dispose();
  backend.dispose();
});
