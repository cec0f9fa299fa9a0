import type { Issue } from '../../issue.js';
import { unknownElements } from '../../subset/element-names.js';
import { isSummaryMode, summaryModes, type Subset } from '../../subset/subset.js';
import { listed, quoted } from './quoted.js';

type Pair = readonly [name: string, value: string];

/** `_summary` and `_elements`, understood, or what is wrong with them. */
export type SubsetOutcome =
  | {
      readonly ok: true;
      /** The part of each resource that is asked for; absent: all of it. */
      readonly subset?: Subset;
      /** `_summary=count`: no resources at all. */
      readonly countOnly: boolean;
      /** The parameters as they were used, for the self link. */
      readonly applied: readonly Pair[];
      /** Notes (warnings) on elements that the type does not have. */
      readonly ignored: readonly Issue[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** The parameters that are read here. */
export const subsetParameters: ReadonlySet<string> = new Set(['_summary', '_elements']);

/** No resource type has as many elements. */
const maxElements = 200;
/** The outcome where neither is given, as in most requests. */
const nothing: SubsetOutcome = { ok: true, countOnly: false, applied: [], ignored: [] };

function shown(names: readonly string[]): string {
  return quoted(names.join('", "'));
}

/**
 * Reads `_summary` and `_elements` out of the parameters of a request about resources of one type or
 * several: a search, and a read, vread or history, which take them too
 * (https://hl7.org/fhir/R4/http.html#parameters). Other parameters are passed over.
 *
 * Elements that none of the types has are refused where the client wants strict handling; else they
 * are left out with a note, and where nothing is left, so is the whole parameter.
 * @see https://hl7.org/fhir/R4/search.html#summary and https://hl7.org/fhir/R4/search.html#elements
 * @example
 * parseSubset('Patient', [['_elements', 'name,birthDate']], { strict: true })
 * // { ok: true, subset: { elements: ['name', 'birthDate'] }, countOnly: false, ... }
 */
export function parseSubset(
  types: string | readonly string[],
  params: readonly Pair[],
  { strict }: { readonly strict: boolean },
): SubsetOutcome {
  const given = params.filter(([name]) => subsetParameters.has(name));
  if (given.length === 0) return nothing;
  const issues: Issue[] = [];
  const ignored: Issue[] = [];
  function refuse(diagnostics: string): void {
    issues.push({ severity: 'error', code: 'value', diagnostics });
  }
  for (const name of subsetParameters) {
    const times = given.filter((pair) => pair[0] === name).length;
    if (times > 1) refuse(`The search parameter "${name}" is given more than once.`);
  }
  if (issues.length === 0 && given.length > 1) {
    refuse('The search parameters "_summary" and "_elements" exclude each other: give one of them.');
  }
  const [pair] = given;
  if (issues.length > 0) return { ok: false, issues };
  if (pair === undefined) return nothing;
  const [name, value] = pair;

  if (name === '_summary') {
    if (!isSummaryMode(value)) {
      refuse(
        `The value ${shown([value])} of the search parameter "_summary" is none of ${shown(summaryModes)}.`,
      );
      return { ok: false, issues };
    }
    return value === 'count'
      ? { ok: true, countOnly: true, applied: [pair], ignored }
      : { ok: true, subset: { summary: value }, countOnly: false, applied: [pair], ignored };
  }

  const names = value.split(',').map((element) => element.trim());
  if (names.length > maxElements) {
    refuse(`The search parameter "_elements" names more than ${maxElements} elements.`);
  } else if (names.includes('')) {
    refuse('The value of the search parameter "_elements" has no name before, between or after its commas.');
  }
  if (issues.length > 0) return { ok: false, issues };
  const searched = typeof types === 'string' ? [types] : types;
  const unknown = new Set(unknownElements(searched, names));
  if (unknown.size > 0) {
    const what = `The search parameter "_elements" names what is no element of ${listed(searched)}: ${shown([...unknown])}`;
    if (strict) refuse(`${what}.`);
    else
      ignored.push({ severity: 'warning', code: 'not-supported', diagnostics: `${what}. It was ignored.` });
  }
  if (issues.length > 0) return { ok: false, issues };
  const elements = names.filter((element) => !unknown.has(element));
  if (elements.length === 0) return { ok: true, countOnly: false, applied: [], ignored };
  return {
    ok: true,
    subset: { elements },
    countOnly: false,
    applied: [[name, elements.join(',')]],
    ignored,
  };
}
