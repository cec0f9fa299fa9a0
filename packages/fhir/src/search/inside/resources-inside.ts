import type { JsonObject } from '../../json/json-value.js';
import { derivedParameter } from '../derived-parameter.js';
import { extractIndexValues } from '../extraction/extract-index-values.js';
import type { IndexValue, InsideValue } from '../index-value.js';
import { r4Parameters, type SearchParameters } from '../parameter-set.js';

/**
 * A resource that lies within another one and that a reference parameter leads to: contained (`#id`), or nested
 * (the Composition of a document Bundle). "A chained condition will be evaluated inside contained resources"
 * (https://hl7.org/fhir/R4/search.html#contained).
 */
export interface InsideResource {
  /** Of the resource it lies within; never one that is made of others. */
  readonly param: string;
  readonly type: string;
  /** With what is contained in the outer one, which its own `#id` leads to. */
  readonly tree: JsonObject;
  readonly values: readonly IndexValue[];
  /** What its references lead to inside, too. */
  readonly within: readonly InsideResource[];
}

/** Links of a chain that are followed inside one resource: ExplanationOfBenefit to Coverage to Organization. */
export const maxInsideLinks = 2;

/** Bounds of what one resource is found by through what lies within it: each value is a row. */
const maxResources = 100;
const maxValues = 5_000;

/**
 * How many codes a parameter may have of a resource inside for `:not` to be answered: all of them stand in one
 * entry of an index. Only lists of codes, such as a contained ValueSet, have more.
 */
export const maxNegatedCodes = 40;

const none: readonly InsideResource[] = [];

/** A node while its own are still being found. */
type Growing = InsideResource & { readonly within: InsideResource[] };

/**
 * The resources inside a resource, by the references that lead to them, the nearer ones first as long as there are
 * no more than 100, and their values no more than 5,000.
 * @param values of the resource itself
 */
export function resourcesInside(
  type: string,
  values: readonly IndexValue[],
  parameters: SearchParameters = r4Parameters,
): readonly InsideResource[] {
  // Most resources have nothing inside.
  if (!values.some(({ kind }) => kind === 'inside')) return none;
  const root: Growing = { param: '', type, tree: {}, values, within: [] };
  // Several parameters, and each other's references, may lead to the same one, which may be large.
  const known = new Map<JsonObject, Extracted | undefined>();
  let resources = 0;
  let left = maxValues;
  let level = [root];
  for (let link = 1; link <= maxInsideLinks; link++) {
    const next: Growing[] = [];
    for (const outer of level) {
      for (const value of outer.values) {
        if (value.kind !== 'inside' || derivedParameter(outer.type, value.param) !== undefined) continue;
        if (resources === maxResources) return root.within;
        if (!known.has(value.resource)) known.set(value.resource, extracted(value, parameters));
        const found = known.get(value.resource);
        if (found === undefined || found.values.length > left) continue;
        resources += 1;
        left -= found.values.length;
        const inner: Growing = { param: value.param, ...found, within: [] };
        outer.within.push(inner);
        next.push(inner);
      }
    }
    level = next;
  }
  return root.within;
}

type Extracted = Pick<InsideResource, 'type' | 'tree' | 'values'>;

function extracted(
  { resource, contained }: InsideValue,
  parameters: SearchParameters,
): Extracted | undefined {
  const { resourceType: type } = resource;
  if (typeof type !== 'string') return undefined;
  const tree = contained === undefined ? resource : { ...resource, contained };
  return { type, tree, values: extractIndexValues(type, tree, parameters) };
}
