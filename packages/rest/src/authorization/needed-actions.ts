import type { QueryPair } from '../request/query-pairs.js';
import type { Interaction } from '../routing/interaction.js';
import { operationActions, type Needed } from './operation-actions.js';

/** What of a request says which actions it needs, beside its interaction. */
export interface AskedRequest {
  readonly method: string;
  readonly ifNoneExist: string | undefined;
  readonly query: readonly QueryPair[];
}

/**
 * The actions of IAM that an interaction needs, all of them; the first is the name of the call in the audit trail.
 *
 * Who writes by a search is told what it finds where HealthLake does not do so, or deletes many at once: that needs
 * a search action, too.
 */
export function neededActions(interaction: Interaction, request: AskedRequest): Needed {
  switch (interaction.kind) {
    case 'capabilities':
      return ['GetCapabilities'];
    case 'bundle':
      return ['ProcessBundle'];
    case 'transaction-status':
      return ['ReadResource'];
    case 'create':
      return request.ifNoneExist === undefined ? ['CreateResource'] : ['CreateResource', 'SearchWithGet'];
    case 'search':
      return [interaction.form ? 'SearchWithPost' : 'SearchWithGet'];
    case 'read':
      return ['ReadResource'];
    case 'vread':
      return ['VersionReadResource'];
    case 'update':
    case 'conditional-update':
      return ['UpdateResource'];
    case 'patch':
      return ['PatchResource'];
    case 'conditional-patch':
      return ['PatchResource', 'SearchWithGet'];
    case 'delete':
      return ['DeleteResource'];
    case 'conditional-delete':
      return request.query.some(([name]) => name === '_count')
        ? ['DeleteResource', 'SearchWithGet']
        : ['DeleteResource'];
    case 'history':
    case 'history-of-many':
      return ['GetHistoryByResourceId'];
    case 'operation':
      return operationNeeds(interaction, request.method);
    case 'job-status':
      return [interaction.job === 'export' ? 'DescribeFHIRExportJobWithGet' : 'DescribeFHIRImportJob'];
    case 'job-cancel':
      return ['CancelFHIRExportJobWithDelete'];
    case 'job-file':
      return [interaction.job === 'export' ? 'GetExportedFile' : 'DescribeFHIRImportJob'];
    default:
      return interaction satisfies never;
  }
}

function operationNeeds(
  { operation, target }: Extract<Interaction, { kind: 'operation' }>,
  method: string,
): Needed {
  const { name } = operation;
  const needed = Object.hasOwn(operationActions, name) ? operationActions[name] : undefined;
  // Nobody may call what nobody has thought of.
  if (needed === undefined) throw new TypeError(`The operation $${name} has no action`);
  return needed({ method, target });
}
