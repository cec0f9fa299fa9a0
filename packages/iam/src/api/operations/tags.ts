import { WellspringError } from '@wellspring/errors';
import { readParameters, required } from '../../query-protocol/parameter.js';
import type { Entity } from '../../tables/entity.js';
import { countTags, putTags, removeTags } from '../../tables/tags.js';
import { askedEntity, sameEntity } from '../asked-entity.js';
import { askedOwnPolicy, askedPolicy } from '../asked-policy.js';
import { holderOf, roleKind, userKind, type HolderKind } from '../holder-kind.js';
import type { Context, IamCall, OperationTable } from '../iam-call.js';
import { tagsPerEntity } from '../limits.js';
import { pageOfAll } from '../page.js';
import * as parameter from '../parameters.js';
import { tagShapes } from '../shapes.js';
import { checkedTags, requestTagContext } from '../tag-rules.js';

/** How the actions of one kind find what they are about. */
interface Tagged {
  readonly title: 'User' | 'Role' | 'Policy';
  /** What is to be tagged. */
  readonly target: (call: IamCall, context: Context) => Promise<Entity>;
  /** Of what the tags are listed; AWS's policies have none. */
  readonly source: (call: IamCall) => Promise<Pick<Entity, 'tags'>>;
}

const policyArn = { PolicyArn: required(parameter.arn) };

const tagged: readonly Tagged[] = [
  taggedHolder(userKind, 'User'),
  taggedHolder(roleKind, 'Role'),
  {
    title: 'Policy',
    target: (call, context) => askedOwnPolicy(call, readParameters(call.form, policyArn).PolicyArn, context),
    source: async (call) => {
      const found = await askedPolicy(call, readParameters(call.form, policyArn).PolicyArn);
      return found.kind === 'own' ? found.policy : { tags: [] };
    },
  },
];

function taggedHolder(holder: HolderKind, title: Tagged['title']): Tagged {
  const named = holderOf(holder);
  const target: Tagged['target'] = (call, context) =>
    askedEntity(call, holder.kind, readParameters(call.form, named).holder, () => context);
  return { title, target, source: (call) => target(call, {}) };
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html and its neighbours */
export const tagOperations: OperationTable = Object.assign({}, ...tagged.map(operationsOf)) as OperationTable;

function operationsOf({ title, target, source }: Tagged): OperationTable {
  return {
    async [`Tag${title}`](call) {
      const { Tags } = readParameters(call.form, { Tags: required(parameter.tags) });
      const tags = checkedTags(Tags);
      const asked = await target(call, requestTagContext(tags));
      await call.iam.store.change(async (rows) => {
        const { id } = await sameEntity(rows, asked);
        await putTags(rows, id, tags);
        if ((await countTags(rows, id)) > tagsPerEntity)
          throw new WellspringError(
            'iam-limit-exceeded',
            `The number of tags has reached the maximum limit: ${tagsPerEntity}.`,
          );
      });
      return undefined;
    },

    async [`Untag${title}`](call) {
      const { TagKeys } = readParameters(call.form, { TagKeys: required(parameter.tagKeys) });
      const asked = await target(call, { 'aws:TagKeys': TagKeys });
      await call.iam.store.change(async (rows) => {
        const { id } = await sameEntity(rows, asked);
        await removeTags(rows, id, TagKeys);
      });
      return undefined;
    },

    async [`List${title}Tags`](call) {
      const paging = readParameters(call.form, parameter.paging);
      const { tags } = await source(call);
      const { items, members } = pageOfAll(paging, tags, ({ key }) => key);
      return { Tags: tagShapes(items), ...members };
    },
  };
}
