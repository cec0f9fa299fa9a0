import { randomUUID } from 'node:crypto';
import type { Designation, ExpandedConcept, Expansion, JsonObject } from '@wellspring/fhir';
import { languageMatch } from './display-language.js';
import type { ExpandRequest } from './expand-request.js';

/** Members of a value set that an expansion of it does not have: its text and its own, older expansion among them. */
const leftOut = new Set(['meta', 'text', 'contained', 'compose', 'expansion']);

/** Whole numbers among the parameters, and those that are true or false; all others are told as texts. */
const numbers: ReadonlySet<string> = new Set(['count', 'offset']);

/** A ValueSet with its expansion, as `$expand` answers. */
export function expandedValueSet(
  { tree, url }: { readonly tree?: JsonObject; readonly url?: string },
  request: ExpandRequest,
  { total, concepts, usedSystems, partialSystems }: Expansion,
): JsonObject {
  const own = Object.entries(tree ?? { resourceType: 'ValueSet', ...(url !== undefined && { url }) });
  const kept = own.filter(([name]) => !leftOut.has(name.replace(/^_/, '')));
  const isPage = request.count !== undefined || request.offset !== undefined;
  const parameter = [
    ...request.told.map(({ name, text }) => ({ name, ...toldValue(name, text) })),
    ...usedSystems.map((system) => ({ name: 'version', valueUri: system })),
    ...partialSystems.map((system) => ({ name: 'partial', valueUri: system })),
  ];
  return {
    ...Object.fromEntries(kept),
    ...(tree?.['status'] === undefined && { status: 'active' }),
    ...(request.includeDefinition && tree?.['compose'] !== undefined && { compose: tree['compose'] }),
    expansion: {
      identifier: `urn:uuid:${randomUUID()}`,
      timestamp: new Date().toISOString(),
      total,
      ...(isPage && { offset: request.offset ?? 0 }),
      ...(parameter.length > 0 && { parameter }),
      // FHIR has no empty arrays.
      ...(concepts.length > 0 && { contains: concepts.map((concept) => contained(concept, request)) }),
    },
  };
}

function toldValue(name: string, text: string): JsonObject {
  if (numbers.has(name)) return { valueInteger: Number(text) };
  if (text === 'true' || text === 'false') return { valueBoolean: text === 'true' };
  return /-system|system-/.test(name) ? { valueUri: text } : { valueString: text };
}

function contained(concept: ExpandedConcept, { designations, displayLanguage }: ExpandRequest): JsonObject {
  const translated = displayLanguage && languageMatch(concept.designations, displayLanguage)?.value;
  const display = translated ?? concept.display;
  const shown = concept.designations.filter(
    (each) => designations === 'all' || designations.some((token) => isOf(each, token)),
  );
  return {
    system: concept.system,
    ...(concept.isAbstract && { abstract: true }),
    ...(concept.isInactive && { inactive: true }),
    ...(concept.version !== undefined && { version: concept.version }),
    code: concept.code,
    ...(display !== undefined && display !== '' && { display }),
    ...(shown.length > 0 && {
      designation: shown.map(({ language, use, value }) => ({
        ...(language !== undefined && { language }),
        ...(use !== undefined && { use }),
        value,
      })),
    }),
  };
}

/** Whether a designation is of a language or a use: `urn:ietf:bcp:47|de`, `http://snomed.info/sct|900000000000013009`. */
function isOf({ language, use }: Designation, token: string): boolean {
  const bar = token.lastIndexOf('|');
  const system = bar < 0 ? undefined : token.slice(0, bar);
  const code = token.slice(bar + 1);
  const isLanguage = system === undefined || system === 'urn:ietf:bcp:47';
  if (isLanguage && language?.toLowerCase() === code.toLowerCase()) return true;
  return use !== undefined && use['code'] === code && (system === undefined || use['system'] === system);
}
