import type { SearchScope } from '@wellspring/fhir';
import type { OperationTarget } from '../operations/operation.js';
import type { Interaction } from '../routing/interaction.js';

/** What the address of a request says beside its query, as CloudTrail's `requestParameters` have it. */
export function interactionParameters(interaction: Interaction): Readonly<Record<string, unknown>> {
  switch (interaction.kind) {
    case 'capabilities':
    case 'bundle':
      return {};
    case 'transaction-status':
      return whereId('transactionId', interaction.id);
    case 'create':
    case 'conditional-update':
    case 'conditional-patch':
    case 'conditional-delete':
      return { resourceType: interaction.type };
    case 'history-of-many':
      return interaction.type === undefined ? {} : { resourceType: interaction.type };
    case 'search':
      return scopeParameters(interaction.scope);
    case 'read':
    case 'update':
    case 'patch':
    case 'delete':
    case 'history':
      return { resourceType: interaction.type, resourceId: interaction.id };
    case 'vread':
      return {
        resourceType: interaction.type,
        resourceId: interaction.id,
        versionId: String(interaction.version),
      };
    case 'operation':
      return { operation: `$${interaction.operation.name}`, ...targetParameters(interaction.target) };
    case 'job-status':
    case 'job-cancel':
    case 'job-file':
      return whereId('jobId', interaction.jobId);
    default:
      return interaction satisfies never;
  }
}

/** Ids that this server gives; whatever else stands in the address in their place is not noted. */
function whereId(name: string, id: string): Readonly<Record<string, string>> {
  return /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? { [name]: id } : {};
}

function scopeParameters(scope: SearchScope): Readonly<Record<string, unknown>> {
  switch (scope.kind) {
    case 'system':
      return {};
    case 'type':
      return { resourceType: scope.type };
    case 'compartment':
      return {
        compartmentType: scope.compartment,
        compartmentId: scope.id,
        ...(scope.type !== undefined && { resourceType: scope.type }),
      };
    default:
      return scope satisfies never;
  }
}

function targetParameters(target: OperationTarget): Readonly<Record<string, unknown>> {
  switch (target.level) {
    case 'system':
      return {};
    case 'type':
      return { resourceType: target.type };
    case 'instance':
      return { resourceType: target.type, resourceId: target.id };
    case 'version':
      return { resourceType: target.type, resourceId: target.id, versionId: String(target.version) };
    case 'job':
      return whereId('jobId', target.jobId);
    default:
      return target satisfies never;
  }
}
