import type { TermHash } from '../../hash/term-hash.js';
import { insideKeys, ownKeys, type ParamKeys } from '../../rows/param-keys.js';

/** What a condition is asked of: resources of one type, by themselves or inside others. */
export interface PlanScope {
  readonly type: string;
  readonly keys: ParamKeys;
  /** Links from the outer resource; 0: resources of the data store. */
  readonly depth: number;
}

/** The resources of a type. */
export function ownScope(type: string, term: TermHash): PlanScope {
  return { type, keys: ownKeys(type, term), depth: 0 };
}

/** What lies inside, of a type, where a parameter leads to it. */
export function insideScope(outer: PlanScope, param: string, type: string, term: TermHash): PlanScope {
  return { type, keys: insideKeys(outer.keys, param, type, term), depth: outer.depth + 1 };
}

/** What {@link Insides} call a scope inside others. */
export function insideName({ keys }: PlanScope): string {
  const { hi, lo } = keys('_shape');
  return `${hi},${lo}`;
}
