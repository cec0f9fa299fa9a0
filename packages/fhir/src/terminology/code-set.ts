import { isTerminologyFault } from './terminology-fault.js';
import type { ValueSetContent, ValueSetPart } from './value-set-content.js';

/**
 * The codes of one system that are in a set: those listed, or (of a system whose codes are not known) all but
 * those listed.
 */
interface SystemCodes {
  readonly isListed: boolean;
  readonly codes: ReadonlySet<string>;
}

/** A set of codes of several systems, to be asked at once. Systems that are not in it have no code in it. */
export type CodeSet = ReadonlyMap<string, SystemCodes>;

/** More than any value set that slices are told apart by. */
const maxCodes = 10_000;

/** The codes of a value set, where all of them are known here and they are not too many to be held. */
export async function codeSetOf(content: ValueSetContent): Promise<CodeSet | undefined> {
  if (content.isOpen || content.faults.length > 0) return undefined;
  const set = new Map<string, SystemCodes>();
  for (const part of content.parts) {
    const own = await codesOf(part);
    if (own === undefined) return undefined;
    const { system } = part.provider;
    const before = set.get(system);
    if (before !== undefined && before.isListed !== own.isListed) return undefined;
    set.set(system, { ...own, codes: new Set([...(before?.codes ?? []), ...own.codes]) });
  }
  return set;
}

async function codesOf({ provider, expression }: ValueSetPart): Promise<SystemCodes | undefined> {
  if (expression.kind === 'codes') return { isListed: true, codes: new Set(expression.codes) };
  if (expression.kind === 'all' && provider.coverage !== 'complete')
    return { isListed: false, codes: new Set() };
  if (provider.coverage !== 'complete') return undefined;
  const selected = await provider.select({ expression, offset: 0, count: maxCodes });
  if (isTerminologyFault(selected) || selected.total > maxCodes) return undefined;
  return { isListed: true, codes: new Set(selected.concepts.map(({ code }) => code)) };
}
