import { WellspringError } from '@wellspring/errors';
import {
  extractIndexValues,
  patientCompartment,
  type IndexValue,
  type JsonObject,
  type ParsedResource,
} from '@wellspring/fhir';
import { decodeBody, encodeBody } from '../body/body-codec.js';
import type { Hash64 } from '../hash/sip-hash.js';
import { partOf, type TermHash } from '../hash/term-hash.js';
import { typeNumber } from './type-number.js';

/** What is stored of one version of a resource, before it has a version id. */
export interface ResourceRows {
  readonly type: string;
  readonly typeNumber: number;
  readonly id: string;
  readonly self: Hash64;
  readonly part: number;
  /** As it is stored: compressed. */
  readonly body: Buffer;
  readonly values: readonly IndexValue[];
}

/** Works out what to store of a resource under an id. */
export function resourceRows(resource: ParsedResource, id: string, term: TermHash): ResourceRows {
  const { type, tree } = resource;
  const values = extractIndexValues(type, tree);
  const self = term.reference(`${type}/${id}`);
  return {
    type,
    typeNumber: knownType(type),
    id,
    self,
    part: partOf(ownerOf(type, tree, values, self, term)),
    body: encodeBody(resource.stored(id)),
    values,
  };
}

/** The index values of a version that is stored, to make its rows again. */
export function storedValues(type: string, body: Buffer): readonly IndexValue[] {
  return extractIndexValues(type, JSON.parse(decodeBody(body).toString('utf8')) as JsonObject);
}

/** Whose rows these are: the patient's in whose compartment the resource is, else its own. */
function ownerOf(
  type: string,
  tree: JsonObject,
  values: readonly IndexValue[],
  self: Hash64,
  term: TermHash,
): Hash64 {
  // A patient is its own; the id in the body is not, when the server assigns one.
  if (type === 'Patient') return self;
  const patient = patientCompartment(type, tree, values);
  return patient === undefined ? self : term.reference(`Patient/${patient}`);
}

/** The number of a type that parsing let through, so an unknown one is a fault of the program. */
export function knownType(type: string): number {
  const number = typeNumber(type);
  if (number === undefined) throw new WellspringError('internal-error', `${type} is not a resource type`);
  return number;
}
