import type { AnalyticsStatus, NlpStatus, UpdateFHIRDatastoreRequest } from '../generated/shapes.js';
import type { StoredSettings } from './stored-settings.js';

/** Settings after an update, and whether the background has to carry something out. */
export interface ChangedSettings {
  readonly settings: StoredSettings;
  readonly background: boolean;
}

/**
 * The settings of a data store with an update applied. Each configuration that is given replaces the
 * one that was there; those not given stay. NLP and analytics go to where they are asked to by way of
 * ENABLING, DISABLING or PAUSING.
 */
export function changedSettings(
  before: StoredSettings,
  update: Omit<UpdateFHIRDatastoreRequest, 'DatastoreId' | 'DatastoreName'>,
): ChangedSettings {
  const nlp = update.NlpConfiguration?.Status;
  const analytics = update.AnalyticsConfiguration?.Status;
  const nlpChanges = nlp !== undefined && nlp !== before.NlpConfiguration?.Status;
  const analyticsChanges = analytics !== undefined && analytics !== before.AnalyticsConfiguration?.Status;
  return {
    settings: {
      ...before,
      IdentityProviderConfiguration:
        update.IdentityProviderConfiguration ?? before.IdentityProviderConfiguration,
      ProfileConfiguration: update.ProfileConfiguration ?? before.ProfileConfiguration,
      BackupConfiguration: update.BackupConfiguration ?? before.BackupConfiguration,
      NlpConfiguration: nlpChanges ? { Status: way[nlp] } : before.NlpConfiguration,
      AnalyticsConfiguration: analyticsChanges ? { Status: way[analytics] } : before.AnalyticsConfiguration,
    },
    background: nlpChanges || analyticsChanges,
  };
}

/** The settings when the background has carried everything out: no state is on its way any more. */
export function settledSettings(settings: StoredSettings): StoredSettings {
  const { NlpConfiguration: nlp, AnalyticsConfiguration: analytics } = settings;
  return {
    ...settings,
    NlpConfiguration: nlp?.Status ? { Status: end[nlp.Status] } : nlp,
    AnalyticsConfiguration: analytics?.Status ? { Status: end[analytics.Status] } : analytics,
  };
}

/** NlpStatus is a part of AnalyticsStatus, and both maps below stay within that part. */
const way = {
  ENABLED: 'ENABLING',
  ENABLING: 'ENABLING',
  DISABLED: 'DISABLING',
  DISABLING: 'DISABLING',
  PAUSED: 'PAUSING',
  PAUSING: 'PAUSING',
} as const satisfies Record<NlpStatus | AnalyticsStatus, AnalyticsStatus>;

const end = {
  ENABLED: 'ENABLED',
  ENABLING: 'ENABLED',
  DISABLED: 'DISABLED',
  DISABLING: 'DISABLED',
  PAUSED: 'PAUSED',
  PAUSING: 'PAUSED',
} as const satisfies Record<NlpStatus | AnalyticsStatus, AnalyticsStatus>;
