export { type BackendName, backendNames, type StartedBackend } from './engines/engine.js';
export { startBackend } from './engines/start-backend.js';
