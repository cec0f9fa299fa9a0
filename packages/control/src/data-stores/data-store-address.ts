import type { ControlConfig } from '../control-config.js';

type Account = Pick<ControlConfig, 'region' | 'accountId'>;

/** `arn:aws:healthlake:{region}:{account}:datastore/fhir/{id}` */
export function dataStoreArn({ region, accountId }: Account, id: string): string {
  return `arn:aws:healthlake:${region}:${accountId}:datastore/fhir/${id}`;
}

/** The id in the ARN of a data store of this account and region; undefined for any other ARN. */
export function dataStoreIdOf(account: Account, arn: string): string | undefined {
  const start = dataStoreArn(account, '');
  return arn.startsWith(start) ? arn.slice(start.length) : undefined;
}

/** Where the FHIR API of a data store is, with a slash at its end, as AWS has it. */
export function dataStoreEndpoint({ publicUrl }: Pick<ControlConfig, 'publicUrl'>, id: string): string {
  return `${publicUrl}/datastore/${id}/r4/`;
}
