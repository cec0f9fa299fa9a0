import { totalmem } from 'node:os';

const megabyte = 1024 * 1024;

/** An eighth of the machine's memory, 128 MB at least and 2 GB at most: it is a guest on a laptop. In MB. */
export function sharedBuffers(memory: number): number {
  return Math.min(2048, Math.max(128, Math.floor(memory / megabyte / 8)));
}

/**
 * The embedded server's settings, each with its reason. Everything else is PostgreSQL's default.
 */
export const defaultSettings: Readonly<Record<string, string>> = {
  // A commit that was answered survives a power cut: the promise everything else stands on.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Full page images are of B-trees of hashes, which hardly compress: a quarter less log for single writes, nothing
  // less for an import, and half of the database's processor time of a create. This build has no method but pglz.
  wal_compression: 'off',
  // One machine, no replicas: no need to log what only a standby would read.
  wal_level: 'minimal',
  max_wal_senders: '0',
  // Checkpoints far apart, for the same full page images; recovery after a crash replays 4 GB at most.
  max_wal_size: '4GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  wal_buffers: '16MB',
  // Searches touch hundreds of pages each: one that lies in the server's own memory costs a fifth of one that
  // the operating system's cache holds.
  shared_buffers: `${sharedBuffers(totalmem())}MB`,
  effective_cache_size: `${Math.max(512, Math.floor(totalmem() / megabyte / 2))}MB`,
  huge_pages: 'try',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  // Data folders lie on SSDs: a random page costs about what the next one does.
  random_page_cost: '1.1',
  // Every statement is small; compiling one takes longer than running it.
  jit: 'off',
  max_connections: '100',
  // Creating or dropping a data store locks all its tables and indexes in one transaction.
  max_locks_per_transaction: '256',
  // An import makes millions of rows in minutes: let statistics and the visibility map keep up.
  autovacuum_naptime: '15s',
  autovacuum_analyze_scale_factor: '0.05',
  autovacuum_vacuum_scale_factor: '0.1',
  // Until then the newest rows, which searches begin with, are not read from an index alone.
  autovacuum_vacuum_insert_scale_factor: '0.02',
  autovacuum_vacuum_cost_limit: '2000',
  // Only programs on this machine, and none without the password.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  // Statements, details and parameters hold patients' data: none of it goes into the log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  log_line_prefix: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
