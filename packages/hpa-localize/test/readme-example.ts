import { localize } from '../src/index.js';

for (const { id, locations } of await localize('runs/first/gapnet-pl', 'cells')) {
  console.log(`${id}: ${locations[0]?.name}, ${locations[0]?.probability.toFixed(2)}`);
}
