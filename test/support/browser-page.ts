import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type PageReport, runPage } from './browser-app.js';

const query = new URLSearchParams(location.search);
const prefix = query.get('prefix');
if (prefix !== null) {
  setWasmPaths(prefix);
}
const report: PageReport = await runPage({
  engine: query.get('engine') === 'auto' ? 'auto' : 'wasm',
  threads: query.has('threads') ? Number(query.get('threads')) : undefined,
}).catch((error: Error) => ({ refused: error.message }));
await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
