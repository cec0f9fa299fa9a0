import type { BulkExport, ExportJobRecord } from '@wellspring/jobs';
import type { Grant } from '@wellspring/smart';
import { storableTypes } from '../routing/storable-types.js';
import { insufficientScope } from './insufficient-scope.js';
import type { Permissions } from './permissions.js';

/** What a job is kept under, so that nobody but who started it asks for it: an app, and for whom it acted. */
export function jobOwner({ clientId, subject }: Grant): string {
  return JSON.stringify([clientId, subject]);
}

/**
 * The same export with the types only that scopes of a system give whole: a job reads everything of a type. Searches
 * that choose what is exported may lead through other types, so they need scopes of all.
 *
 * @throws WellspringError `insufficient-scope` where more is asked for
 */
export function narrowedExport<T extends Omit<BulkExport, 'request'>>(permissions: Permissions, bulk: T): T {
  const given = permissions.systemTypes(['r', 's']);
  if (storableTypes().every((type) => given.has(type))) return bulk;
  const types = bulk.types ?? [...given];
  const isGroupKnown = bulk.scope.level !== 'group' || given.has('Group');
  if (types.some((type) => !given.has(type)) || !isGroupKnown || bulk.filters !== undefined)
    throw insufficientScope();
  return { ...bulk, types };
}

/** Whether an export is this bearer's own, and of nothing that they may not export now. */
export function isOwnExport(permissions: Permissions, { request }: ExportJobRecord): boolean {
  const given = permissions.systemTypes(['r', 's']);
  const types = request.bulk?.types ?? storableTypes();
  return request.owner === jobOwner(permissions.grant) && types.every((type) => given.has(type));
}
