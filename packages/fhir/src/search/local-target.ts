const inDataStore =
  /\/datastore\/([^/]+)\/r4\/([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?)$/;

/**
 * The target of a reference as seen from a data store: where it is the absolute address of a resource of this
 * very store, `Type/id`, with `/_history/n` where it has that. Any other target is returned as it is. A
 * store is reached by several hosts, and "a relative reference resolving to the same value as a specified
 * absolute URL, or vice versa, qualifies as a match" (https://hl7.org/fhir/R4/search.html#reference).
 * @param storeId undefined: no address is of this store
 * @example localTarget('https://a.example/datastore/0f3a/r4/Patient/1', '0f3a') // 'Patient/1'
 */
export function localTarget(target: string, storeId: string | undefined): string {
  // Most references are relative.
  if (storeId === undefined || !target.startsWith('http')) return target;
  const match = inDataStore.exec(target);
  return match?.[1] === storeId ? match[2]! : target;
}
