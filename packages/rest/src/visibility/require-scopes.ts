import type { SearchScope } from '@wellspring/fhir';
import type { HttpRequest } from '@wellspring/http';
import type { ScopeInteraction } from '@wellspring/smart';
import type { OperationTarget } from '../operations/operation.js';
import type { Interaction } from '../routing/interaction.js';
import { storableTypes } from '../routing/storable-types.js';
import { insufficientScope } from './insufficient-scope.js';
import { operationScopes } from './operation-scopes.js';
import type { Permissions } from './permissions.js';

const letters: readonly ScopeInteraction[] = ['c', 'r', 'u', 'd', 's'];

/**
 * Refuses an interaction that no scope of the bearer's allows, whatever it is of: the answer is the same whether a
 * resource is there or not. What may be done to which resources is for `visibleStore` to see.
 *
 * @param permissions undefined: the request was signed, and policies have decided
 * @throws WellspringError `insufficient-scope`
 * @see https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources
 */
export function requireScopes(
  permissions: Permissions | undefined,
  interaction: Interaction,
  { headers }: Pick<HttpRequest, 'headers'>,
): void {
  if (permissions !== undefined && !isAllowed(permissions, interaction, headers)) throw insufficientScope();
}

function isAllowed(
  permissions: Permissions,
  interaction: Interaction,
  headers: HttpRequest['headers'],
): boolean {
  const may = (type: string, ...needed: readonly ScopeInteraction[]): boolean =>
    permissions.right(type, needed) !== 'none';
  switch (interaction.kind) {
    case 'capabilities':
      return true;
    case 'bundle':
      // Each of its entries is asked for by itself.
      return true;
    case 'transaction-status':
      return permissions.readsTransactions;
    case 'create':
      return headers['if-none-exist'] === undefined
        ? may(interaction.type, 'c')
        : may(interaction.type, 'c', 's');
    case 'read':
    case 'vread':
    case 'history':
      return may(interaction.type, 'r');
    case 'update':
      return may(interaction.type, 'u');
    case 'patch':
      return may(interaction.type, 'r', 'u');
    case 'delete':
      return may(interaction.type, 'd');
    case 'conditional-update':
    case 'conditional-patch':
      return may(interaction.type, 's', 'u');
    case 'conditional-delete':
      return may(interaction.type, 's', 'd');
    case 'search':
      return mayType(permissions, searchedType(interaction.scope), ['s']);
    case 'history-of-many':
      return mayType(permissions, interaction.type, ['s']);
    case 'operation':
      return mayCall(permissions, interaction.operation.name, interaction.target);
    case 'job-status':
    case 'job-file':
      return interaction.job === 'export' && mayExport(permissions);
    case 'job-cancel':
      return mayExport(permissions);
    default:
      return interaction satisfies never;
  }
}

/** @param type undefined: of any type */
function mayType(
  permissions: Permissions,
  type: string | undefined,
  needed: readonly ScopeInteraction[],
): boolean {
  const types = type === undefined ? storableTypes() : [type];
  return types.some((each) => permissions.right(each, needed) !== 'none');
}

function searchedType(scope: SearchScope): string | undefined {
  return scope.kind === 'system' ? undefined : scope.type;
}

function mayExport(permissions: Permissions): boolean {
  return permissions.systemTypes(['r', 's']).size > 0;
}

function mayCall(permissions: Permissions, name: string, target: OperationTarget): boolean {
  const needed = Object.hasOwn(operationScopes, name) ? operationScopes[name] : undefined;
  const type = 'type' in target ? target.type : undefined;
  switch (needed?.kind) {
    case undefined:
    case 'signed':
      return false;
    case 'letters':
      return target.level !== 'job' && mayType(permissions, type, needed.letters);
    case 'any-letter':
      return letters.some((letter) => mayType(permissions, type, [letter]));
    case 'whole-type':
      return type !== undefined && permissions.right(type, needed.letters) === 'all';
    case 'export':
      return mayExport(permissions);
    default:
      return needed satisfies never;
  }
}
