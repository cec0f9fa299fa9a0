import { canonicalUnit } from '../ucum/canonical-unit.js';
import type { CodeSystemProvider } from './code-system-provider.js';
import { bareConcept, type ConceptDetails } from './concept.js';
import { candidates, conceptTest, type ConceptExpression, type ConceptFilter } from './concept-expression.js';
import { termFilter } from './term-filter.js';
import { isTerminologyFault } from './terminology-fault.js';

interface Grammar {
  readonly name: string;
  has(code: string): boolean;
  display?(code: string): string | undefined;
  /** Undefined where it has no such filter. */
  filter?(filter: ConceptFilter): ((code: string) => boolean) | undefined;
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** RFC 5646 2.1, without the grandfathered tags but those that Intl knows. */
function isLanguageTag(code: string): boolean {
  if (code.length > 100) return false;
  if (/^x(-[a-z0-9]{1,8})+$/i.test(code)) return true;
  try {
    return Intl.getCanonicalLocales(code).length === 1;
  } catch {
    return false;
  }
}

function languageName(code: string): string | undefined {
  try {
    return languageNames.of(code);
  } catch {
    return undefined;
  }
}

/** RFC 6838 4.2, with parameters (RFC 2045 5.1). */
const mimeType =
  /^[a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9*][\w!#$&^.+-]{0,126}( ?; ?[\w!#$&^.+-]{1,100}=([\w!#$&^.+/:-]{1,200}|"[^"]{0,200}"))*$/i;

const grammars: ReadonlyMap<string, Grammar> = new Map<string, Grammar>([
  [
    'http://unitsofmeasure.org',
    {
      name: 'UCUM',
      has: (code) => canonicalUnit(code) !== undefined,
      display: (code) => code,
      // https://hl7.org/fhir/R4/ucum.html: "canonical = m" is every unit of length.
      filter: ({ property, op, value }) => {
        if (property !== 'canonical' || op !== '=') return undefined;
        const unit = canonicalUnit(value)?.unit;
        return (code) => unit !== undefined && canonicalUnit(code)?.unit === unit;
      },
    },
  ],
  ['urn:ietf:bcp:47', { name: 'BCP47', has: isLanguageTag, display: languageName }],
  ['urn:ietf:bcp:13', { name: 'MimeTypes', has: (code) => mimeType.test(code) }],
  ['urn:ietf:rfc:3986', { name: 'URI', has: (code) => code.length > 0 && !/\s/.test(code) }],
]);

/** A code system whose codes are made by rules: units, languages, mime types, URIs. */
export function grammarCodeSystem(system: string): CodeSystemProvider | undefined {
  const grammar = grammars.get(system);
  return grammar && create(system, grammar);
}

function create(system: string, grammar: Grammar): CodeSystemProvider {
  const testOf = (expression: ConceptExpression) =>
    conceptTest<never>(expression, {
      all: (code) => grammar.has(code),
      active: (code) => grammar.has(code),
      filter: (filter) => {
        const holds = grammar.filter?.(filter);
        return holds === undefined ? () => undefined : (code) => grammar.has(code) && holds(code);
      },
    });
  return {
    system,
    name: grammar.name,
    coverage: 'grammar',
    hasSubsumption: false,
    concepts: (codes) => {
      const found = new Map<string, ConceptDetails>();
      for (const code of codes)
        if (grammar.has(code)) found.set(code, bareConcept(code, grammar.display?.(code)));
      return Promise.resolve(found);
    },
    judge: (expression, codes) => {
      const test = testOf(expression);
      if (isTerminologyFault(test)) return Promise.resolve(test);
      return Promise.resolve(new Map(codes.map((code) => [code, test(code, undefined)])));
    },
    select: ({ expression, text, offset, count }) => {
      const test = testOf(expression);
      if (isTerminologyFault(test)) return Promise.resolve(test);
      const codes = candidates(expression);
      if (codes === undefined)
        return Promise.resolve({
          code: 'too-costly',
          fault: `has codes of ${system}, which are made by rules: there is no end of them`,
        });
      const isFound = text === undefined ? undefined : termFilter(text);
      const found = [...codes]
        .filter((code) => test(code, undefined) === true)
        .map((code) => bareConcept(code, grammar.display?.(code)))
        .filter((concept) => isFound?.(concept) !== false);
      return Promise.resolve({ total: found.length, concepts: found.slice(offset, offset + count) });
    },
    related: () => Promise.resolve({ parents: [], children: [] }),
  };
}
