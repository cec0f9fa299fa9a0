import type { ConceptDetails, ConceptProperty, Designation } from '@wellspring/fhir';
import { codeRole, propertyTypes, termRoles, type PropertyType } from './release-row.js';
import type { ReleaseTables } from './release-tables.js';

type Query = <T>(text: string, values: readonly unknown[]) => Promise<T[]>;

interface TermRow {
  readonly code: string;
  readonly role: number;
  readonly language: string;
  readonly term: string;
}

interface PropertyRow {
  readonly code: string;
  readonly type: number;
  readonly property: string;
  readonly value: string;
}

/** https://hl7.org/fhir/R4/valueset-designation-use.html */
const uses: ReadonlyMap<
  number,
  { readonly system: string; readonly code: string; readonly display: string }
> = new Map([
  [
    termRoles.fullySpecified,
    { system: 'http://snomed.info/sct', code: '900000000000003001', display: 'Fully specified name' },
  ],
  [termRoles.synonym, { system: 'http://snomed.info/sct', code: '900000000000013009', display: 'Synonym' }],
]);

/**
 * What tables say of some concepts, in their order.
 *
 * @param withProperties also what no page of an expansion shows
 */
export async function readConcepts(
  query: Query,
  tables: ReleaseTables,
  concepts: readonly { readonly code: string; readonly active: boolean }[],
  withProperties: boolean,
): Promise<readonly ConceptDetails[]> {
  if (concepts.length === 0) return [];
  const codes = concepts.map(({ code }) => code);
  const terms = await query<TermRow>(
    `SELECT code, role, language, term FROM ${tables.term} WHERE code = ANY ($1) AND role <> ${codeRole} ORDER BY code, role, term`,
    [codes],
  );
  const properties = withProperties
    ? await query<PropertyRow>(
        `SELECT code, type, property, value FROM ${tables.property} WHERE code = ANY ($1) ORDER BY property, value`,
        [codes],
      )
    : [];
  const termsOf = grouped(terms);
  const propertiesOf = grouped(properties);
  return concepts.map(({ code, active }) => {
    const [display, ...others] = termsOf.get(code) ?? [];
    // The fully specified name is the display, and known by its kind as well.
    const named = display?.role === termRoles.fullySpecified ? [display, ...others] : others;
    return {
      code,
      ...(display !== undefined && { display: display.term }),
      isAbstract: false,
      isInactive: !active,
      designations: named.map(designationOf),
      properties: (propertiesOf.get(code) ?? []).map(propertyOf),
    };
  });
}

function grouped<T extends { readonly code: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.code);
    if (group === undefined) groups.set(row.code, [row]);
    else group.push(row);
  }
  return groups;
}

function designationOf({ role, language, term }: TermRow): Designation {
  const use = uses.get(role);
  return { value: term, ...(language !== '' && { language }), ...(use !== undefined && { use: { ...use } }) };
}

function propertyOf({ type, property, value }: PropertyRow): ConceptProperty {
  switch (propertyTypes[type] as PropertyType) {
    case 'code':
      return { code: property, member: 'valueCode', value };
    case 'boolean':
      return { code: property, member: 'valueBoolean', value: value === 'true' };
    case 'integer':
      return { code: property, member: 'valueInteger', value: Number(value) };
    case 'decimal':
      return { code: property, member: 'valueDecimal', value: Number(value) };
    case 'string':
      return { code: property, member: 'valueString', value };
    default:
      throw new RangeError(`There is no type of property ${type}`);
  }
}
