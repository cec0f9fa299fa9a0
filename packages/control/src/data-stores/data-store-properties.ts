import { dataStoreArn } from '@wellspring/access';
import type { DataStoreRecord } from '@wellspring/store';
import type { ControlConfig } from '../control-config.js';
import type { DatastoreProperties } from '../generated/shapes.js';
import { epochSeconds } from '../protocol/epoch-seconds.js';
import { dataStoreEndpoint } from './data-store-address.js';
import { defaultIdentityProvider } from './identity-provider.js';
import { settingsOf } from './stored-settings.js';

/** A data store as DescribeFHIRDatastore, ListFHIRDatastores and UpdateFHIRDatastore return it. */
export function dataStoreProperties(record: DataStoreRecord, config: ControlConfig): DatastoreProperties {
  const settings = settingsOf(record);
  return {
    DatastoreId: record.id,
    DatastoreArn: dataStoreArn(config, record.id),
    DatastoreName: record.name,
    DatastoreStatus: record.status,
    CreatedAt: epochSeconds(record.createdAt),
    DatastoreTypeVersion: 'R4',
    DatastoreEndpoint: dataStoreEndpoint(config, record.id),
    SseConfiguration: settings.SseConfiguration ?? {
      KmsEncryptionConfig: { CmkType: 'AWS_OWNED_KMS_KEY' },
    },
    IdentityProviderConfiguration: settings.IdentityProviderConfiguration ?? defaultIdentityProvider,
    NlpConfiguration: settings.NlpConfiguration,
    AnalyticsConfiguration: settings.AnalyticsConfiguration,
    ProfileConfiguration: settings.ProfileConfiguration,
    BackupStatusInfo: settings.BackupConfiguration && { Configuration: settings.BackupConfiguration },
    ErrorCause: settings.ErrorCause,
  };
}
