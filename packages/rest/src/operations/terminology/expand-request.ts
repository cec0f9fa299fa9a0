import type { ExpansionRequest, Issue, VersionRules } from '@wellspring/fhir';
import { canonicalParts } from '@wellspring/fhir';
import {
  fault,
  type OperationParameters,
  type ParameterDefinition,
} from '../parameters/operation-parameters.js';

/** What an expansion is asked to be like. */
export interface ExpandRequest extends ExpansionRequest {
  readonly versions: VersionRules;
  /** All designations, those of some languages or uses, or none. */
  readonly designations: 'all' | readonly string[];
  readonly includeDefinition: boolean;
  readonly displayLanguage?: string;
  /** What is told of it in ValueSet.expansion.parameter. */
  readonly told: readonly { readonly name: string; readonly text: string }[];
}

/** Parameters that ask for what there is not. */
const refused: ReadonlyMap<string, string> = new Map([
  ['context', 'value sets are found by their url only'],
  ['contextDirection', 'value sets are found by their url only'],
  ['date', 'terminology is known as it is now only'],
]);

/** Longest text that is looked for. */
const longestFilter = 500;

/** https://hl7.org/fhir/R4/valueset-operation-expand.html, and `id` as HealthLake has it. */
export const expandParameters: readonly ParameterDefinition[] = [
  { name: 'url' },
  { name: 'id' },
  { name: 'valueSet', holds: 'resource' },
  { name: 'valueSetVersion' },
  ...[...refused.keys()].map((name) => ({ name })),
  { name: 'filter' },
  { name: 'offset' },
  { name: 'count' },
  { name: 'includeDesignations' },
  { name: 'designation', repeats: true },
  { name: 'includeDefinition' },
  { name: 'activeOnly' },
  { name: 'excludeNested' },
  { name: 'excludeNotForUI' },
  { name: 'excludePostCoordinated' },
  { name: 'displayLanguage' },
  { name: 'exclude-system', repeats: true },
  { name: 'system-version', repeats: true },
  { name: 'check-system-version', repeats: true },
  { name: 'force-system-version', repeats: true },
];

const ofAnswer = ['url', 'id', 'valueSetVersion'];

export type ExpandOutcome =
  | { readonly ok: true; readonly request: ExpandRequest }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export function readExpandRequest(parameters: OperationParameters): ExpandOutcome {
  const issues: Issue[] = [];
  for (const [name, why] of refused) if (parameters.text(name) !== undefined) issues.push(fault(name, why));
  const count = wholeNumber('count');
  const offset = wholeNumber('offset');
  const activeOnly = truth('activeOnly');
  const includeDesignations = truth('includeDesignations');
  const includeDefinition = truth('includeDefinition');
  for (const name of ['excludeNested', 'excludePostCoordinated']) truth(name);
  if (truth('excludeNotForUI') === true)
    issues.push(fault('excludeNotForUI', 'to leave out what is abstract is not supported'));
  const filter = parameters.text('filter');
  if (filter !== undefined && filter.length > longestFilter)
    issues.push(fault('filter', `it is longer than ${longestFilter} characters`));
  const displayLanguage = parameters.text('displayLanguage');
  const designations = parameters.texts('designation');
  const versions = {
    fallback: versionsIn('system-version'),
    forced: versionsIn('force-system-version'),
    checked: versionsIn('check-system-version'),
  };
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    request: {
      ...(filter !== undefined && filter.trim() !== '' && { filter }),
      ...(count !== undefined && { count }),
      ...(offset !== undefined && { offset }),
      ...(activeOnly !== undefined && { activeOnly }),
      excludeSystems: parameters.texts('exclude-system').map(canonicalParts),
      versions,
      designations: designations.length > 0 ? designations : includeDesignations === true ? 'all' : [],
      includeDefinition: includeDefinition === true,
      ...(displayLanguage !== undefined && { displayLanguage }),
      told: parameters.pairs
        .filter(([name]) => !ofAnswer.includes(name))
        .map(([name, text]) => ({ name, text })),
    },
  };

  function wholeNumber(name: string): number | undefined {
    const text = parameters.text(name);
    if (text === undefined) return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    issues.push(fault(name, 'it must be a whole number, not negative'));
    return undefined;
  }

  function truth(name: string): boolean | undefined {
    const text = parameters.text(name);
    if (text === undefined || text === 'true' || text === 'false') return text && text === 'true';
    issues.push(fault(name, 'it must be true or false'));
    return undefined;
  }

  function versionsIn(name: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const text of parameters.texts(name)) {
      const { url, version } = canonicalParts(text);
      if (version === undefined)
        issues.push(fault(name, 'it must be a system with its version: system|version'));
      else found.set(url, version);
    }
    return found;
  }
}
