import type { OperationName } from './generated/shapes.js';

/** What the control plane needs to know of its surroundings. */
export interface ControlConfig {
  /** Part of every ARN. */
  readonly region: string;
  /** Twelve digits, part of every ARN. */
  readonly accountId: string;
  /** How clients reach this server, without a slash at the end: `http://127.0.0.1:8080`. */
  readonly publicUrl: string;
  /** Whether the built-in authorization server serves data stores whose configuration names no other. */
  readonly hasBuiltInAuthorization: boolean;
  /** Data stores that may exist at a time, deleted ones not counted. AWS: 20. */
  readonly maxDataStores: number;
  /** Bytes of one request body. */
  readonly maxBodyBytes: number;
  /** Requests a second, by operation; an operation that is not named here is not limited. */
  readonly requestsPerSecond: Readonly<Partial<Record<OperationName, number>>>;
}

/**
 * The settings that AWS publishes, and a body limit well above any request of the operations that
 * are there (a SMART configuration and 200 tags are some 100 KB).
 *
 * No operation is limited in its rate: on AWS creating and deleting are, to one a minute, which a
 * server of one's own has no reason for.
 */
export const controlDefaults = {
  hasBuiltInAuthorization: false,
  maxDataStores: 20,
  maxBodyBytes: 1024 * 1024,
  requestsPerSecond: {},
} as const satisfies Partial<ControlConfig>;
