import { isReadOnly, type Caller, type RequestQuotas } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import type { Jobs } from '@wellspring/jobs';
import type { DataStoreRegistry } from '@wellspring/store';
import { authorizeOperation } from './authorization/authorize-operation.js';
import { operationSubject } from './authorization/operation-subject.js';
import { operationRecorder } from './authorization/record-operation.js';
import { inputCheck } from './constraints/check-input.js';
import type { ControlConfig } from './control-config.js';
import type { ControlLog } from './control-log.js';
import type { DataStoreLifeCycle } from './data-stores/life-cycle.js';
import { takeTurns } from './data-stores/turns.js';
import type { OperationName, Operations } from './generated/shapes.js';
import { loadServiceModel } from './model/service-model.js';
import { createOperation } from './operations/create-fhir-datastore.js';
import { deleteOperation } from './operations/delete-fhir-datastore.js';
import { exportJobOperations } from './operations/export-jobs.js';
import { importJobOperations } from './operations/import-jobs.js';
import type { OperationTable } from './operations/operation.js';
import { readOperations } from './operations/read-fhir-datastores.js';
import { tagOperations } from './operations/tags.js';
import { unavailableOperations } from './operations/unavailable.js';
import { updateOperation } from './operations/update-fhir-datastore.js';
import { answer, controlErrorAnswer } from './protocol/answer.js';
import { type NextTokens, nextTokens } from './protocol/next-token.js';
import { readInput, readOperation } from './protocol/read-operation.js';
import { tokenSecret } from './protocol/token-secret.js';
import { watchedTagTable, type ResourceTags } from './tags/resource-tags.js';
import { createTagTable } from './tags/tag-table.js';

/** What the control plane works with. */
export interface ControlDependencies {
  readonly registry: DataStoreRegistry;
  readonly jobs: Jobs;
  /** Migrated by `migrateControl`. */
  readonly database: Database;
  readonly lifeCycle: DataStoreLifeCycle;
  /** Where policies find the tags of data stores: told here of every change. */
  readonly resourceTags: ResourceTags;
  /** Those of the data plane are counted together with these. */
  readonly quotas: RequestQuotas;
  readonly config: ControlConfig;
  readonly log: ControlLog;
}

/** Answers a request that has been authenticated; it never throws. */
export type ControlHandler = (request: HttpRequest, caller: Caller) => Promise<HttpResponse>;

/** Changes of data stores that may wait for their turn. */
const MOST_WAITING = 200;

/**
 * The HealthLake control plane in AWS JSON 1.0: `POST /` with `X-Amz-Target: HealthLake.<Operation>`
 * (https://docs.aws.amazon.com/healthlake/latest/APIReference/API_Operations.html). Input is checked
 * against the published service model, errors are `{"__type", "Message"}`.
 *
 * @example
 * const lifeCycle = createDataStoreLifeCycle({ registry, database, log });
 * const resourceTags = createResourceTags(createTagTable(database));
 * const quotas = createRequestQuotas(quotaProfiles.generous);
 * const control = createControlHandler({
 *   registry, jobs, database, lifeCycle, resourceTags, quotas, config, log,
 * });
 * lifeCycle.start();
 * const response = await control(authenticated.request, caller);
 */
export function createControlHandler(dependencies: ControlDependencies): ControlHandler {
  const { config, log, resourceTags, quotas } = dependencies;
  const model = loadServiceModel();
  const check = inputCheck(model);
  const operations = operationTable(dependencies);
  const recorder = operationRecorder(model, config);

  async function perform(
    request: HttpRequest,
    operation: OperationName,
    caller: Caller,
  ): Promise<HttpResponse> {
    const checked = check(operation, await readInput(request, config.maxBodyBytes));
    switch (checked.outcome) {
      case 'unreadable':
        throw new WellspringError('unreadable-request', checked.message);
      case 'refused':
        throw new WellspringError('invalid-parameter', checked.message);
      case 'accepted':
        return answer(await permitted(operation, checked.input, caller), request.requestId);
      default:
        return checked satisfies never;
    }
  }

  async function permitted(operation: OperationName, input: unknown, caller: Caller): Promise<unknown> {
    const subject = operationSubject(operation, input, config);
    recorder.asked(caller.record, operation, input, subject);
    await authorizeOperation(caller, operation, subject, resourceTags);
    // After the question: who may not, uses up nothing of what others may.
    if (quotas.take(operation, { dataStoreId: subject.dataStoreId }) !== undefined)
      throw new WellspringError('rate-exceeded', `Rate exceeded for ${operation}`);
    const output = await run(operations, operation, input);
    recorder.answered(caller.record, operation, output);
    return output;
  }

  return async (request, caller) => {
    const { principal, record } = caller;
    let operation: OperationName | undefined;
    try {
      operation = readOperation(request, model);
      record.eventName = operation;
      record.readOnly = isReadOnly(operation);
      return await perform(request, operation, caller);
    } catch (error) {
      if (!(error instanceof WellspringError) || error.definition.status >= 500) {
        const { requestId } = request;
        const who = 'arn' in principal ? principal.arn : principal.kind;
        log.error({ err: error, requestId, operation, principal: who }, 'A control request failed');
      }
      record.error = recordedError(error);
      return controlErrorAnswer(error, request.requestId);
    }
  };
}

/** What the caller is told, but of what went wrong here. */
function recordedError(error: unknown): { readonly code: string; readonly message: string } {
  return error instanceof WellspringError
    ? { code: error.definition.exception, message: error.message }
    : { code: 'InternalServerException', message: 'The request failed' };
}

function operationTable(dependencies: ControlDependencies): OperationTable<OperationName> {
  const { registry, jobs, database, config, resourceTags } = dependencies;
  const tags = watchedTagTable(createTagTable(database), resourceTags);
  const secret = tokenSecret(database);
  const tokens = async (): Promise<NextTokens> => nextTokens(await secret());
  const turns = takeTurns(MOST_WAITING);
  return {
    ...createOperation({ ...dependencies, tags, turns }),
    ...readOperations(registry, tokens, config),
    ...updateOperation({ ...dependencies, turns }),
    ...deleteOperation({ ...dependencies, turns }),
    ...importJobOperations(jobs, registry, tokens),
    ...exportJobOperations(jobs, registry, tokens),
    ...tagOperations(tags, registry, config),
    ...unavailableOperations(),
  };
}

/** The table keeps name and input together, which the compiler cannot see through a variable name. */
function run(table: OperationTable<OperationName>, name: OperationName, input: unknown): Promise<unknown> {
  const operation = table[name] as (input: Operations[OperationName]['input']) => Promise<unknown>;
  return operation(input as Operations[OperationName]['input']);
}
