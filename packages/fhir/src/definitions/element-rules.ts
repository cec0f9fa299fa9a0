import { readFileSync } from 'node:fs';

/** Key, severity, words, expression. */
export type InvariantRow = readonly [
  key: string,
  severity: 'error' | 'warning' | 'information',
  human: string,
  expression: string,
];

/** Value sets by their name in value-sets.json where they are listed there, else by URL. */
export interface BindingRow {
  readonly required?: string;
  readonly extensible?: string;
}

/** What is asked of one element beyond its structure. */
export interface ElementRuleRow extends BindingRow {
  readonly invariants?: readonly InvariantRow[];
  /** The types that a reference may lead to, `|` between them; absent where any will do. */
  readonly targets?: string;
  /** Whether it is a SimpleQuantity, without a comparator. */
  readonly simple?: boolean;
}

/** A row of definitions/element-rules.json: a type, or a backbone element by its path. */
export interface StructureRuleRow {
  readonly invariants?: readonly InvariantRow[];
  /** Of the type itself: Age, Distance, Duration. */
  readonly binding?: BindingRow;
  /** By name, without `[x]`. */
  readonly elements?: Readonly<Record<string, ElementRuleRow>>;
}

/** A row of definitions/extensions.json: an extension that R4 defines. */
export interface ExtensionRow {
  /** `element Patient.contact`. */
  readonly context: readonly string[];
  readonly modifier?: boolean;
  /** None: it is made of further extensions. */
  readonly types: readonly string[];
}

function readTable<Row>(file: string): ReadonlyMap<string, Row> {
  const text = readFileSync(new URL(`../../definitions/${file}`, import.meta.url), 'utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, Row>));
}

let structures: ReadonlyMap<string, StructureRuleRow> | undefined;
let extensions: ReadonlyMap<string, ExtensionRow> | undefined;

/** The rules of a type or backbone element; the table is read when first asked for (2 ms). */
export function structureRules(name: string): StructureRuleRow | undefined {
  structures ??= readTable('element-rules.json');
  return structures.get(name);
}

/** Every structure that has rules, for tests. */
export function ruledStructures(): readonly (readonly [string, StructureRuleRow])[] {
  structures ??= readTable('element-rules.json');
  return [...structures];
}

/** The base of the URLs of what the specification defines. */
export const specificationBase = 'http://hl7.org/fhir/StructureDefinition/';

/** An extension of the specification by its URL. */
export function specifiedExtension(url: string): ExtensionRow | undefined {
  if (!url.startsWith(specificationBase)) return undefined;
  extensions ??= readTable('extensions.json');
  return extensions.get(url.slice(specificationBase.length));
}
