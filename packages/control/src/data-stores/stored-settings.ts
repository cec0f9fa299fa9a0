import type { DataStoreRecord } from '@wellspring/store';
import type {
  AnalyticsConfiguration,
  BackupConfiguration,
  ErrorCause,
  IdentityProviderConfiguration,
  NlpConfiguration,
  ProfileConfiguration,
  SseConfiguration,
  Tag,
} from '../generated/shapes.js';

/**
 * What the control plane keeps with a data store, in the record's `properties`. Members that an
 * earlier release did not know are absent.
 *
 * Some settings are kept and described, but change nothing yet:
 * - `SseConfiguration`: bodies are not encrypted with the customer's key;
 * - `NlpConfiguration`, `AnalyticsConfiguration`: notes are not read and no tables are made.
 */
export interface StoredSettings {
  readonly SseConfiguration?: SseConfiguration | undefined;
  readonly IdentityProviderConfiguration?: IdentityProviderConfiguration | undefined;
  readonly NlpConfiguration?: NlpConfiguration | undefined;
  readonly AnalyticsConfiguration?: AnalyticsConfiguration | undefined;
  readonly ProfileConfiguration?: ProfileConfiguration | undefined;
  readonly BackupConfiguration?: BackupConfiguration | undefined;
  /** Why the creation failed. */
  readonly ErrorCause?: ErrorCause | undefined;
  /** The tags of the creation; the background adds them where a crash came before they were. */
  readonly creationTags?: readonly Tag[] | undefined;
  /** SHA-256 of the input of the creation, to know a repeated ClientToken with other parameters. */
  readonly creationFingerprint?: string | undefined;
}

/** The settings that are kept with a data store. */
export function settingsOf({ properties }: DataStoreRecord): StoredSettings {
  return properties;
}

/** Settings in the form the record keeps them: every shape of the model is JSON. */
export function asProperties(settings: StoredSettings): DataStoreRecord['properties'] {
  return { ...settings } as DataStoreRecord['properties'];
}
