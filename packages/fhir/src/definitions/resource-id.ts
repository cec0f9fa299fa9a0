const form = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Whether this can be the logical id of a resource.
 * @see https://hl7.org/fhir/R4/datatypes.html#id
 * @example isResourceId('a_b') // false
 */
export function isResourceId(id: string): boolean {
  return form.test(id);
}
