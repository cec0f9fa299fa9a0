import { accessErrors } from './catalogue/access.js';
import { authorizationErrors } from './catalogue/authorization.js';
import { auditErrors } from './catalogue/audit.js';
import { bulkDataErrors } from './catalogue/bulk-data.js';
import { controlErrors } from './catalogue/control.js';
import { fhirErrors } from './catalogue/fhir.js';
import { generalErrors } from './catalogue/general.js';
import { iamErrors } from './catalogue/iam.js';
import { objectErrors } from './catalogue/objects.js';
import { operationErrors } from './catalogue/operation.js';
import { packageErrors } from './catalogue/package.js';
import { patchErrors } from './catalogue/patch.js';
import { smartErrors } from './catalogue/smart.js';
import { storeErrors } from './catalogue/store.js';
import { terminologyErrors } from './catalogue/terminology.js';
import type { ErrorDefinition } from './definition.js';

/** The sections, one for each part of the program. */
export const sections = [
  generalErrors,
  accessErrors,
  authorizationErrors,
  auditErrors,
  iamErrors,
  fhirErrors,
  patchErrors,
  packageErrors,
  bulkDataErrors,
  controlErrors,
  objectErrors,
  operationErrors,
  smartErrors,
  storeErrors,
  terminologyErrors,
] as const;

/**
 * Every error a user can meet, by its code. `docs/errors.md` is written from this table.
 */
export const catalogue = {
  ...generalErrors,
  ...accessErrors,
  ...authorizationErrors,
  ...auditErrors,
  ...iamErrors,
  ...fhirErrors,
  ...patchErrors,
  ...packageErrors,
  ...bulkDataErrors,
  ...controlErrors,
  ...objectErrors,
  ...operationErrors,
  ...smartErrors,
  ...storeErrors,
  ...terminologyErrors,
} as const satisfies Record<string, ErrorDefinition>;

/** The code of an error in the catalogue. */
export type ErrorCode = keyof typeof catalogue;
