export { EngineUnavailable } from './engine-unavailable.js';
export { BACKEND_NAMES, type BackendName, type StartedBackend } from './engines/engine.js';
export { startBackend } from './engines/start-backend.js';
