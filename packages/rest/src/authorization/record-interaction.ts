import { isReadOnly, type ActionName } from '@wellspring/access';
import type { SearchParameters } from '@wellspring/fhir';
import type { CallRecord } from '@wellspring/http';
import type { QueryPair } from '../request/query-pairs.js';
import type { Interaction } from '../routing/interaction.js';
import { interactionParameters } from './interaction-parameters.js';

/** Which data store a request is to. */
export interface AskedStore {
  readonly id: string;
  readonly arn: string;
}

/**
 * Notes for the trail what a request is: the interaction, and of its address the type, the id and the version.
 * Nothing of a query or a body: those hold what patients are searched by.
 *
 * @param action the first that it needs
 */
export function recordInteraction(
  record: CallRecord,
  store: AskedStore,
  action: ActionName,
  interaction: Interaction,
): void {
  record.eventName = action;
  record.readOnly = isReadOnly(action);
  record.resources.push({ arn: store.arn, type: 'AWS::HealthLake::FHIRDatastore' });
  record.requestParameters = { datastoreId: store.id, ...interactionParameters(interaction) };
}

/** Notes the names of the search parameters that a query has, as far as they are names that this data store knows. */
export function recordSearchNames(
  record: CallRecord,
  interaction: Interaction,
  query: readonly QueryPair[],
  parameters: SearchParameters,
): void {
  if (query.length === 0) return;
  const type = typeOf(interaction);
  const known = type === undefined ? undefined : parameters.of(type);
  // What is no name may be a value in its place.
  const names = query
    .map(([name]) => name.split(/[.:]/, 1)[0]!)
    .map((name) => (known?.has(name) === true || knownEverywhere.has(name) ? name : 'other'));
  record.requestParameters = { searchParameters: [...new Set(names)], ...record.requestParameters };
}

/** Parameters of every search and of the answer, and those of operations that say nothing of a patient. */
const knownEverywhere: ReadonlySet<string> = new Set(
  (
    '_id _lastUpdated _tag _profile _security _source _text _content _list _has _type _filter _query createdAt ' +
    '_count _cursor _total _sort _summary _elements _include _revinclude _contained _containedType _format ' +
    '_pretty _since _until _at _outputFormat start end since persist'
  ).split(' '),
);

function typeOf(interaction: Interaction): string | undefined {
  if (interaction.kind === 'search')
    return interaction.scope.kind === 'system' ? undefined : interaction.scope.type;
  const about = interaction.kind === 'operation' ? interaction.target : interaction;
  return 'type' in about ? about.type : undefined;
}
