export { testDatabase, type TestDatabase } from './test-database.js';
export { testCitusDatabase, testCitusUrl, testShards } from './test-citus.js';
