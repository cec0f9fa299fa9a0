/**
 * The version number in a reference to one version; undefined in one to none, or to what is no version here.
 * @example versionInReference('Patient/1/_history/2') // 2
 */
export function versionInReference(reference: string): number | undefined {
  const number = /\/_history\/([1-9]\d{0,8})$/.exec(reference)?.[1];
  return number === undefined ? undefined : Number(number);
}
