import type { ActionName } from '@wellspring/access';
import type { HttpRequest } from '@wellspring/http';
import { queryPairs } from '../request/query-pairs.js';
import type { RestCaller } from '../rest-caller.js';
import type { RestOptions } from '../rest-options.js';
import type { Interaction } from '../routing/interaction.js';
import { arnMaker } from './arn-maker.js';
import { neededActions } from './needed-actions.js';
import { recordInteraction } from './record-interaction.js';
import { storeRights, type StoreRights } from './store-rights.js';

/** What became of the question whether a request may be carried out. */
export interface Admitted {
  readonly rights: StoreRights;
  /** What the call is named by. */
  readonly action: ActionName;
  /** After how many seconds it may be repeated, where there were too many of its kind; it is not carried out. */
  readonly wait: number | undefined;
}

/**
 * Asks for what a request needs, and counts it.
 *
 * @throws WellspringError `access-denied`
 */
export type Admission = (
  request: HttpRequest,
  storeId: string,
  interaction: Interaction,
  caller: RestCaller,
) => Promise<Admitted>;

/** It asks before anything is looked up: who may not, does not learn whether the data store is there. */
export function createAdmission(
  options: Pick<RestOptions, 'dataStoreArn' | 'conditionKeys' | 'quotas'>,
): Admission {
  const { conditionKeys, quotas } = options;
  const dataStoreArn = arnMaker(options);
  return async (request, storeId, interaction, caller) => {
    const { method, headers, query } = request;
    const asked = { method, ifNoneExist: headers['if-none-exist'], query: queryPairs(query) };
    const actions = neededActions(interaction, asked);
    const [action] = actions;
    const arn = dataStoreArn(storeId);
    recordInteraction(caller.record, { id: storeId, arn }, action, interaction);
    const rights = storeRights(caller, arn, conditionKeys === undefined ? {} : await conditionKeys(storeId));
    await rights.require(actions);
    // After the question: who may not, uses up nothing of what others may.
    const wait = quotas?.take(action, { dataStoreId: storeId, bytes: sizeOf(request) });
    return { rights, action, wait };
  };
}

/** What a request says that its body has, decoded. */
function sizeOf({ headers }: HttpRequest): number | undefined {
  const bytes = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length']);
  return Number.isFinite(bytes) ? bytes : undefined;
}
