export {
  connect,
  type ConnectOptions,
  type Database,
  type LaneConnections,
  type QueryOptions,
} from './connect.js';
export { oldestCitusVersion, requireCitus } from './citus-version.js';
export { isConnectionFailure, isTransient, sqlState } from './connection-failure.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { lockFolder, type FolderLock } from './embedded/folder-lock.js';
export { runningPostgresUrl } from './embedded/running-url.js';
export { migrate, type MigrateOptions } from './migrate.js';
export { allocateNode, nodeSlots, type NodeSlot } from './node-slot.js';
export { oldestServerVersion, requireSupportedServer } from './server-version.js';
export type { TransactionOptions } from './transaction.js';
export { watchState, type WatchedState } from './watched-state.js';
