export { createDataStore } from '../commands/create-data-store.js';
export { startServer, type ServerProcess } from './server-process.js';
