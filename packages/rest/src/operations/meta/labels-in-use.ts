import { WellspringError } from '@wellspring/errors';
import type { Condition, Criterion, JsonObject } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';
import { metaOf } from './change-labels.js';
import {
  isSameSize,
  labelIdentity,
  labelSets,
  withLabels,
  type Label,
  type LabelSets,
} from './label-sets.js';

/** Resources that are looked at at once, and how often it is looked: more labels than that are no summary. */
const chunk = 50;
const mostLooks = 500;

const none: LabelSets = { profile: [], profileExtensions: [], tag: [], security: [] };
const params = ['_profile', '_tag', '_security'] as const;

/**
 * Every profile, tag and security label that resources of some types have. It is looked for resources that have
 * others than those known already, until there are none: few statements, however many resources share a label.
 *
 * @throws WellspringError `too-costly`
 */
export async function labelsInUse(
  store: Pick<DataStore, 'search'>,
  types: readonly string[],
  signal: AbortSignal,
): Promise<JsonObject> {
  let sets = none;
  let looks = 0;
  for (const param of params) {
    let cursor: string | undefined;
    for (;;) {
      signal.throwIfAborted();
      if (looks++ === mostLooks)
        throw new WellspringError('too-costly', 'There are more labels than can be listed; ask for one type');
      const known = criteriaOf(param, sets);
      const conditions: readonly Condition[] = [
        { kind: 'missing', param, missing: false },
        ...(known.length > 0 ? [{ kind: 'parameter', param, anyOf: known, negated: true } as const] : []),
      ];
      const page = await store.search({
        searches: types.map((type) => ({ type, conditions })),
        count: chunk,
        ...(cursor !== undefined && { cursor }),
        total: 'none',
        sort: [{ param: '_lastUpdated', direction: 'descending' }],
        // A page link belongs to what was asked.
        applied: [[param, JSON.stringify(known)]],
      });
      const before = sets;
      for (const { body } of page.matches)
        if (body !== undefined) sets = withLabels(sets, labelSets(metaOf(body)));
      // Others are asked for without these; where nothing was new (labels without a code), the next page may have some.
      if (!isSameSize(sets, before)) cursor = undefined;
      else if (page.next === undefined) break;
      else cursor = page.next;
    }
  }
  const { profile, tag, security } = sets;
  return {
    ...(profile.length > 0 && { profile: profile.toSorted() }),
    ...(security.length > 0 && { security: sorted(security) }),
    ...(tag.length > 0 && { tag: sorted(tag) }),
  };
}

/** What finds the resources that have one of the known labels. */
function criteriaOf(param: (typeof params)[number], sets: LabelSets): readonly Criterion[] {
  switch (param) {
    case '_profile':
      return sets.profile.map((value) => ({ kind: 'uri', match: 'equal', value }));
    case '_tag':
      return sets.tag.flatMap(tokenOf);
    case '_security':
      return sets.security.flatMap(tokenOf);
    default:
      return param satisfies never;
  }
}

function tokenOf({ system, code }: Label): readonly Criterion[] {
  if (typeof code !== 'string') return [];
  return typeof system === 'string'
    ? [{ kind: 'token', form: 'system-code', system, code }]
    : [{ kind: 'token', form: 'no-system-code', code }];
}

function sorted(labels: readonly Label[]): readonly Label[] {
  return labels.toSorted((left, right) => (labelIdentity(left) < labelIdentity(right) ? -1 : 1));
}
