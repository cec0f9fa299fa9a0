import { WellspringError } from '@wellspring/errors';
import {
  extractIndexValues,
  extractWords,
  localTarget,
  patientCompartment,
  type IndexValue,
  type JsonObject,
  type ParsedResource,
  type ResourceWords,
  type SearchParameters,
} from '@wellspring/fhir';
import { decodeBody, encodeBody } from '../body/body-codec.js';
import type { Hash64 } from '../hash/sip-hash.js';
import { placeOf } from '../distribution/distribution.js';
import { patientsReferredTo } from '../distribution/patients-of.js';
import type { TermHash } from '../hash/term-hash.js';
import type { IndexedParameters } from '../parameters/indexed-parameters.js';
import type { StoreContext } from '../store-context.js';
import { typeNumber } from './type-number.js';

/** What is stored of one version of a resource, before it has a version id. */
export interface ResourceRows {
  readonly type: string;
  readonly typeNumber: number;
  readonly id: string;
  readonly self: Hash64;
  readonly part: number;
  /** The hashes of all patients in whose compartments it is; of a distributed data store only. */
  readonly guests: readonly Hash64[];
  /** As it is stored: {@link json}, compressed. */
  readonly body: Buffer;
  /** Without versionId and lastUpdated. */
  readonly json: Buffer;
  readonly content: IndexedContent;
}

/** What a resource is found by. */
export interface IndexedContent {
  readonly values: readonly IndexValue[];
  readonly words: ResourceWords;
}

/** What rows are made with. */
export interface Indexing
  extends Pick<StoreContext, 'id' | 'term'>, Partial<Pick<StoreContext, 'distribution' | 'knownTokens'>> {
  readonly parameters: IndexedParameters;
}

/** What the rows of a data store are made with at this moment: to be asked once for each write. */
export function indexingOf({
  id,
  term,
  distribution,
  knownTokens,
  parameters,
}: Pick<StoreContext, 'id' | 'term' | 'distribution' | 'knownTokens' | 'parameters'>): Indexing {
  return { id, term, distribution, knownTokens, parameters: parameters.current() };
}

/** Works out what to store of a resource under an id. */
export function resourceRows(
  resource: ParsedResource,
  id: string,
  { id: store, term, distribution, parameters }: Indexing,
): ResourceRows {
  const { type, tree } = resource;
  const values = localValues(extractIndexValues(type, tree, parameters.written), store);
  const self = term.reference(`${type}/${id}`);
  const json = resource.stored(id);
  return {
    type,
    typeNumber: knownType(type),
    id,
    self,
    part: placeOf(ownerOf(type, tree, values, self, term), distribution),
    guests: distribution === undefined ? [] : guestsOf(type, values, self, term),
    body: encodeBody(json),
    json,
    content: { values, words: extractWords(tree) },
  };
}

/** What a version that is stored is found by some search parameters, to make its rows again. */
export function storedContent(
  type: string,
  body: Buffer,
  store: string,
  parameters: SearchParameters,
): IndexedContent {
  const tree = storedTree(body);
  return {
    values: localValues(extractIndexValues(type, tree, parameters), store),
    words: extractWords(tree),
  };
}

/** The same without its words, which take as long as the rest. */
export function storedValues(
  type: string,
  body: Buffer,
  store: string,
  parameters: SearchParameters,
): readonly IndexValue[] {
  return localValues(extractIndexValues(type, storedTree(body), parameters), store);
}

function storedTree(body: Buffer): JsonObject {
  return JSON.parse(decodeBody(body).toString('utf8')) as JsonObject;
}

/** Absolute references to resources of this data store count as relative ones, which they are found by. */
export function localValues(values: readonly IndexValue[], store: string): readonly IndexValue[] {
  const isOwn = (value: IndexValue): boolean =>
    value.kind === 'reference' && localTarget(value.target, store) !== value.target;
  if (!values.some(isOwn)) return values;
  return values.map((value) =>
    value.kind === 'reference' ? { ...value, target: localTarget(value.target, store) } : value,
  );
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

/** The hashes of the patients in whose compartments a resource is. */
function guestsOf(
  type: string,
  values: readonly IndexValue[],
  self: Hash64,
  term: TermHash,
): readonly Hash64[] {
  const patients = patientsReferredTo(type, values).map((patient) => term.reference(patient));
  return type === 'Patient' ? [self, ...patients] : patients;
}

/** The number of a type that parsing let through, so an unknown one is a fault of the program. */
export function knownType(type: string): number {
  const number = typeNumber(type);
  if (number === undefined) throw new WellspringError('internal-error', `${type} is not a resource type`);
  return number;
}
