/** What stands in every ARN. */
export interface ArnAccount {
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** `arn:aws:healthlake:{region}:{account}:datastore/fhir/{id}` */
export function dataStoreArn({ region, accountId }: ArnAccount, id: string): string {
  return `arn:aws:healthlake:${region}:${accountId}:datastore/fhir/${id}`;
}

/** The id in the ARN of a data store of this account and region; undefined for any other ARN. */
export function dataStoreIdOf(account: ArnAccount, arn: string): string | undefined {
  const start = dataStoreArn(account, '');
  return arn.startsWith(start) ? arn.slice(start.length) : undefined;
}

/** `arn:aws:healthlake:{region}:{account}:dataTransformationProfile/{id}` */
export function transformationProfileArn({ region, accountId }: ArnAccount, id: string): string {
  return `arn:aws:healthlake:${region}:${accountId}:dataTransformationProfile/${id}`;
}
