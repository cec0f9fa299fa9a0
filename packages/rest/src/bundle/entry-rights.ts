import type { ActionName } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import { rewriteLinks, type ParsedResource, type ReadEntry } from '@wellspring/fhir';
import { neededActions } from '../authorization/needed-actions.js';
import type { Exchange } from '../interactions/exchange.js';
import { queryPairs } from '../request/query-pairs.js';
import { isConditionalReference } from '../transaction/conditional-references.js';
import { entryTarget } from './entry-request.js';

/**
 * Asks for all that the entries of a transaction need, before any of them is looked at closer: ProcessBundle allows
 * to send Bundles, not to do in them what is not allowed without.
 *
 * @throws WellspringError `access-denied`
 */
export async function requireEntries(
  { rights, base }: Pick<Exchange, 'rights' | 'base'>,
  entries: readonly ReadEntry[],
): Promise<void> {
  const needed = new Set<ActionName>();
  for (const entry of entries) for (const action of actionsOf(entry, base)) needed.add(action);
  await rights.require([...needed]);
}

/** What leads nowhere needs nothing: it fails the transaction when that is planned. */
function actionsOf(entry: ReadEntry, base: string): readonly ActionName[] {
  if (entry.issues.length > 0) return [];
  try {
    const { method, query, interaction } = entryTarget(entry, base);
    const ifNoneExist = entry.request?.['ifNoneExist'];
    return neededActions(interaction, { method, ifNoneExist, query: queryPairs(query) });
  } catch (error) {
    if (error instanceof WellspringError) return [];
    throw error;
  }
}

/**
 * Asks for a search action where a resource refers to others by a search, which tells what there is.
 *
 * @throws WellspringError `access-denied`
 */
export async function requireReferenceSearches(
  { rights }: Pick<Exchange, 'rights'>,
  entries: readonly ReadEntry[],
): Promise<void> {
  if (entries.some(({ resource }) => resource !== undefined && hasReferenceSearch(resource)))
    await rights.require(['SearchWithGet']);
}

function hasReferenceSearch(resource: ParsedResource): boolean {
  const found: string[] = [];
  rewriteLinks(resource, (link, type) => {
    if (type === 'reference' && isConditionalReference(link)) found.push(link);
    return undefined;
  });
  return found.length > 0;
}
