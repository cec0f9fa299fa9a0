export { bulkLoader, type BulkLoader } from './bulk-loader.js';
export { createDataStore } from '../commands/create-data-store.js';
export { startServer, type ServerProcess } from './server-process.js';
