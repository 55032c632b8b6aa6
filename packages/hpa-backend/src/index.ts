export { type BackendName, backendNames, type StartedBackend } from './engine.js';
export { startBackend } from './start-backend.js';
