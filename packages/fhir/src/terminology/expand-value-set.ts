import type { CanonicalReference } from '../conformance/conformance-source.js';
import type { ConceptDetails, Designation } from './concept.js';
import { bothOf } from './concept-expression.js';
import { termFilter } from './term-filter.js';
import { isTerminologyFault, type OrTerminologyFault } from './terminology-fault.js';
import type { ListedConcept, ValueSetContent, ValueSetPart } from './value-set-content.js';

/** Codes that are answered at a time; whoever wants more asks page by page. */
export const maxExpansion = 10_000;

/** Which codes of a value set are wanted (https://hl7.org/fhir/R4/valueset-operation-expand.html). */
export interface ExpansionRequest {
  /** Words that somebody began to write. */
  readonly filter?: string;
  readonly offset?: number;
  /** 0: how many there are, alone. */
  readonly count?: number;
  readonly activeOnly?: boolean;
  readonly excludeSystems?: readonly CanonicalReference[];
}

/** One code of an expansion. */
export interface ExpandedConcept extends ConceptDetails {
  readonly system: string;
  /** The version of the code system that the value set names. */
  readonly version?: string;
}

export interface Expansion {
  /** Of all pages. */
  readonly total: number;
  readonly concepts: readonly ExpandedConcept[];
  /** `url|version` of each code system that it was made with. */
  readonly usedSystems: readonly string[];
  /** Those of them that are here in part: there may be more codes. */
  readonly partialSystems: readonly string[];
}

/** The codes of a value set, or a page of them; or why there are none. */
export async function expandContent(
  content: ValueSetContent,
  request: ExpansionRequest,
): Promise<OrTerminologyFault<Expansion>> {
  const [fault] = content.faults;
  if (fault !== undefined) return fault;
  const offset = request.offset ?? 0;
  const count = Math.min(request.count ?? maxExpansion, maxExpansion);
  const isPage = request.count !== undefined;
  const concepts: ExpandedConcept[] = [];
  const usedSystems: string[] = [];
  const partialSystems: string[] = [];
  let total = 0;
  for (const part of content.parts) {
    const { provider } = part;
    if (isExcluded(part, request.excludeSystems ?? [])) continue;
    const page = await selectPart(part, request, Math.max(0, offset - total), count - concepts.length);
    if (isTerminologyFault(page)) return page;
    const { system } = provider;
    for (const concept of page.concepts)
      concepts.push({
        ...withListed(concept, part.listed.get(concept.code)),
        system,
        ...(part.version !== undefined && { version: part.version }),
      });
    total += page.total;
    const named = provider.version === undefined ? system : `${system}|${provider.version}`;
    if (provider.version !== undefined) usedSystems.push(named);
    if (provider.coverage === 'partial' && part.expression.kind !== 'codes') partialSystems.push(named);
    if (!isPage && total > offset + maxExpansion)
      return {
        code: 'too-costly',
        fault: `has more than ${maxExpansion} codes: ask for them page by page, with count and offset`,
      };
  }
  return { total, concepts, usedSystems: [...new Set(usedSystems)], partialSystems };
}

function isExcluded({ provider, version }: ValueSetPart, systems: readonly CanonicalReference[]): boolean {
  return systems.some(
    (each) =>
      each.url === provider.system &&
      (each.version === undefined || each.version === (version ?? provider.version)),
  );
}

async function selectPart(
  { provider, expression, listed }: ValueSetPart,
  { filter: text, activeOnly = false }: ExpansionRequest,
  offset: number,
  count: number,
): Promise<OrTerminologyFault<{ readonly total: number; readonly concepts: readonly ConceptDetails[] }>> {
  if (expression.kind !== 'codes')
    return provider.select({
      expression: activeOnly ? bothOf(expression, { kind: 'active' }) : expression,
      ...(text !== undefined && { text }),
      offset,
      count,
    });
  // What a value set lists comes in its order, with its names, also where the system does not have it.
  const codes = [...expression.codes];
  if (text === undefined && !activeOnly) {
    const some = codes.slice(offset, offset + count);
    return { total: codes.length, concepts: await detailsOf(some) };
  }
  const isFound = text === undefined ? undefined : termFilter(text);
  const found = (await detailsOf(codes)).filter(
    (concept) =>
      !(activeOnly && concept.isInactive) &&
      isFound?.(withListed(concept, listed.get(concept.code))) !== false,
  );
  return { total: found.length, concepts: found.slice(offset, offset + count) };

  async function detailsOf(wanted: readonly string[]): Promise<readonly ConceptDetails[]> {
    const known = await provider.concepts(wanted);
    return wanted.map(
      (code) =>
        known.get(code) ?? { code, isAbstract: false, isInactive: false, designations: [], properties: [] },
    );
  }
}

/** A value set's own name for a code goes before that of the code system. */
function withListed(concept: ConceptDetails, listed: ListedConcept | undefined): ConceptDetails {
  if (listed === undefined) return concept;
  const designations: readonly Designation[] = [...concept.designations, ...listed.designations];
  return { ...concept, ...(listed.display !== undefined && { display: listed.display }), designations };
}
