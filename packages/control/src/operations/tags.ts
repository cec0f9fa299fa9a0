import { dataStoreIdOf } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import type { DataStoreRegistry } from '@wellspring/store';
import type { ControlConfig } from '../control-config.js';
import { checkTagKey, checkTags } from '../tags/tag-rules.js';
import type { TagTable } from '../tags/tag-table.js';
import { knownDataStore } from './known-data-store.js';
import type { OperationTable } from './operation.js';

/** The operations on the tags of a data store. */
export function tagOperations(
  tags: TagTable,
  registry: DataStoreRegistry,
  config: ControlConfig,
): OperationTable<'TagResource' | 'UntagResource' | 'ListTagsForResource'> {
  /** The id of the data store that an ARN names; a deleted one has no tags any more. */
  async function taggedDataStore(arn: string): Promise<string> {
    const id = dataStoreIdOf(config, arn);
    if (id === undefined)
      throw new WellspringError(
        'tagged-resource-not-found',
        `${arn} is no data store of account ${config.accountId} in ${config.region}`,
      );
    const { status } = await knownDataStore(registry, id);
    if (status === 'DELETED')
      throw new WellspringError('data-store-not-found', `The data store with the id ${id} is deleted`);
    return id;
  }

  return {
    async TagResource({ ResourceARN, Tags }) {
      checkTags(Tags);
      await tags.put(await taggedDataStore(ResourceARN), Tags);
      return {};
    },
    async UntagResource({ ResourceARN, TagKeys }) {
      for (const [index, key] of TagKeys.entries()) checkTagKey(key, `tagKeys.${index + 1}.member`);
      await tags.remove(await taggedDataStore(ResourceARN), TagKeys);
      return {};
    },
    async ListTagsForResource({ ResourceARN }) {
      return { Tags: await tags.list(await taggedDataStore(ResourceARN)) };
    },
  };
}
