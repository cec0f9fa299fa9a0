import type { Settings } from '../configuration/schema.js';

/** Fewer, and a unit of work would wait for a connection that it has itself. */
const leastConnections = 10;

/**
 * What one of several processes may have of what the settings give to the server as a whole. Clients' connections
 * are spread evenly over the processes, so each gets about as many requests.
 */
export function shareOf(settings: Settings): Settings {
  const processes = settings.WELLSPRING_PROCESSES;
  const share = (whole: number, least = 0): number => Math.max(least, Math.floor(whole / processes));
  /** 0 has a meaning of its own, which no share of something else may become. */
  const shareUp = (whole: number): number => Math.ceil(whole / processes);
  return {
    ...settings,
    WELLSPRING_DATABASE_CONNECTIONS: connectionsOfProcess(settings),
    WELLSPRING_SEARCH_CACHE_BYTES: share(settings.WELLSPRING_SEARCH_CACHE_BYTES),
    WELLSPRING_TOKEN_CACHE: shareUp(settings.WELLSPRING_TOKEN_CACHE),
    WELLSPRING_CHANGE_READERS: shareUp(settings.WELLSPRING_CHANGE_READERS),
    WELLSPRING_BULK_STATUS_POLLS: shareUp(settings.WELLSPRING_BULK_STATUS_POLLS),
    WELLSPRING_AUDIT_QUEUE: share(settings.WELLSPRING_AUDIT_QUEUE, 100),
  };
}

/** How many connections the pools of one process have. */
export function connectionsOfProcess(settings: Settings): number {
  const { WELLSPRING_DATABASE_CONNECTIONS: connections, WELLSPRING_PROCESSES: processes } = settings;
  return processes === 1 ? connections : Math.max(leastConnections, Math.floor(connections / processes));
}
