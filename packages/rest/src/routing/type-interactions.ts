import { isStorableType } from './storable-types.js';

/** What can be done with resources of a type (https://hl7.org/fhir/R4/valueset-type-restful-interaction.html). */
export type TypeInteraction =
  | 'read'
  | 'vread'
  | 'update'
  | 'patch'
  | 'delete'
  | 'history-instance'
  | 'history-type'
  | 'create'
  | 'search-type';

const every: readonly TypeInteraction[] = [
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
];

/** What changes or removes a resource that is there. */
const changing: ReadonlySet<TypeInteraction> = new Set(['update', 'patch', 'delete']);

/** Records that nobody may change: an audit trail is worth what it is because of that. */
const unchanging: ReadonlySet<string> = new Set(['AuditEvent']);

/**
 * Whether resources of a type can be treated so here. The routes, the entries of bundles and the
 * CapabilityStatement all go by this.
 *
 * @example allowsInteraction('AuditEvent', 'update') // false
 */
export function allowsInteraction(type: string, interaction: TypeInteraction): boolean {
  return isStorableType(type) && !(unchanging.has(type) && changing.has(interaction));
}

/** All that can be done with resources of a type. */
export function interactionsOf(type: string): readonly TypeInteraction[] {
  return every.filter((interaction) => allowsInteraction(type, interaction));
}
