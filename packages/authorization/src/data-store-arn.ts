/** The ARN of a data store, as HealthLake writes it. */
export function dataStoreArn(
  { region, accountId }: { readonly region: string; readonly accountId: string },
  storeId: string,
): string {
  return `arn:aws:healthlake:${region}:${accountId}:datastore/fhir/${storeId}`;
}
