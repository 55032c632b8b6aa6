// Starts a pthread of tfjs-backend-wasm in Node. The package ships its worker as a string for Blob URLs, which
// Node's workers do not take; evaluating it here gives it the require and __filename that it asks for. Its escape
// sequences were already resolved by being a string, so line ends inside literals are escaped again.
const contents = require('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js');
const script = contents.wasmWorkerContents.replace(/\n/g, '\\n');
new Function('require', '__filename', script)(require, __filename);
