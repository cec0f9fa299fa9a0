import { WellspringError } from '@wellspring/errors';
import type {
  AnalyticsConfiguration,
  BackupConfiguration,
  NlpConfiguration,
  PreloadDataConfig,
  SseConfiguration,
} from '../generated/shapes.js';

/** Rules on settings that the model's constraints do not carry; every one throws `invalid-parameter`. */

/** A customer's key has to be named, and only a customer's key can be. */
export function checkEncryption(sse: SseConfiguration | undefined): void {
  if (!sse) return;
  const { CmkType, KmsKeyId } = sse.KmsEncryptionConfig;
  if (CmkType === 'CUSTOMER_MANAGED_KMS_KEY' && KmsKeyId === undefined)
    throw invalid('sseConfiguration.kmsEncryptionConfig.kmsKeyId is required with CUSTOMER_MANAGED_KMS_KEY');
  if (CmkType === 'AWS_OWNED_KMS_KEY' && KmsKeyId !== undefined)
    throw invalid('sseConfiguration.kmsEncryptionConfig.kmsKeyId cannot be set with AWS_OWNED_KMS_KEY');
}

/** A client asks for a state, not for the way there. */
export function checkNlp(nlp: NlpConfiguration | undefined): void {
  if (nlp?.Status === 'ENABLING' || nlp?.Status === 'DISABLING')
    throw invalid('nlpConfiguration.status can be set to ENABLED or DISABLED');
}

/** A client asks for a state, not for the way there. */
export function checkAnalytics(analytics: AnalyticsConfiguration | undefined): void {
  const status = analytics?.Status;
  if (status === 'ENABLING' || status === 'DISABLING' || status === 'PAUSING')
    throw invalid('analyticsConfiguration.status can be set to ENABLED, DISABLED or PAUSED');
}

/**
 * Backups are refused rather than noted down: a user who believes that there are some would find out
 * when the data is lost.
 */
export function checkBackup(backup: BackupConfiguration | undefined): void {
  if (backup?.Status === 'ENABLED')
    throw new WellspringError(
      'operation-not-available',
      'backupConfiguration.status ENABLED is not yet available on this server; back up its database instead',
    );
}

/** Made-up data is not preloaded yet; a data store that lacks it silently would mislead. */
export function checkPreload(preload: PreloadDataConfig | undefined): void {
  if (preload)
    throw new WellspringError(
      'operation-not-available',
      `preloadDataConfig.preloadDataType ${preload.PreloadDataType} is not yet available on this server; import data instead`,
    );
}

function invalid(message: string): WellspringError {
  return new WellspringError('invalid-parameter', message);
}
