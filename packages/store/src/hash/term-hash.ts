import { createSipHash, type Hash64 } from './sip-hash.js';

/** The parts of a value that the index holds as a hash; each form has hashes of its own. */
export type TermForm =
  | 'code'
  | 'system'
  | 'uri'
  | 'component'
  | 'text'
  | 'exact'
  | 'identifier-type'
  | 'unit'
  | 'shape'
  | 'any-code'
  | 'version'
  | 'inside'
  | 'presence';

/** A form's place in the hashed message; frozen, since hashes are stored. */
const formByte: Readonly<Record<TermForm, number>> = {
  code: 1,
  system: 2,
  uri: 3,
  component: 4,
  text: 5,
  exact: 6,
  'identifier-type': 7,
  unit: 8,
  shape: 9,
  'any-code': 10,
  version: 11,
  inside: 12,
  presence: 13,
};

/** Below this many, the hashes of systems are kept: a data store has few, and every coding needs one. */
const SYSTEMS_KEPT = 4096;

/**
 * The keyed hashes that a data store's index rows consist of. Without the data store's secret the
 * rows tell neither which value nor which parameter they stand for.
 */
export interface TermHash {
  /** What a parameter of a type goes by in the index. */
  parameter(type: string, param: string): Hash64;
  /** A value under a parameter: its code, its system or its URI. */
  term(parameter: Hash64, form: TermForm, value: string): Hash64;
  /** A reference such as `Patient/123` by itself; `version.self` holds the same of the resource. */
  reference(target: string): Hash64;
  /** A system (or a unit) in 32 bits, beside a 64-bit hash of the code. Never 0, which says "none". */
  short(value: string): number;
}

/**
 * @param secret the data store's secret; its first 16 bytes key the hashes
 */
export function createTermHash(secret: Buffer): TermHash {
  const sip = createSipHash(secret.subarray(0, 16));
  const parameters = new Map<string, Map<string, Hash64>>();
  const systems = new Map<string, number>();
  let scratch = Buffer.alloc(4096);
  let view = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);

  /** Puts text into the scratch bytes at `offset` and returns where it ends. */
  const put = (text: string, offset: number): number => {
    if (offset + text.length * 3 + 1 > scratch.length) {
      const larger = Buffer.alloc((offset + text.length * 3 + 1) * 2);
      scratch.copy(larger, 0, 0, offset);
      scratch = larger;
      view = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);
    }
    // A call into the runtime's UTF-8 encoder costs more than the hash of a short ASCII text.
    if (text.length > 80) return offset + scratch.write(text, offset);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return offset + scratch.write(text, offset);
      scratch[offset + i] = unit;
    }
    return offset + text.length;
  };

  const hash = (text: string): Hash64 => {
    const end = put(text, 0);
    return sip(view, end);
  };

  return {
    parameter(type, param) {
      let ofType = parameters.get(type);
      if (ofType === undefined) parameters.set(type, (ofType = new Map<string, Hash64>()));
      let key = ofType.get(param);
      // No reference holds a NUL, so the two kinds of text never meet.
      if (key === undefined) ofType.set(param, (key = hash(`${type}\0${param}`)));
      return key;
    },
    term(parameter, form, value) {
      view.setInt32(0, parameter.lo, true);
      view.setInt32(4, parameter.hi, true);
      scratch[8] = formByte[form];
      const end = put(value, 9);
      return sip(view, end);
    },
    reference: hash,
    short(value) {
      let short = systems.get(value);
      if (short === undefined) {
        short = hash(`\0${value}`).lo || 1;
        if (systems.size >= SYSTEMS_KEPT) systems.clear();
        systems.set(value, short);
      }
      return short;
    },
  };
}

/**
 * A reference under a parameter. XOR, so that a join can go from `version.self` to the rows of
 * those that refer to it: `token.hash = version.self # $parameter`.
 */
export function referenceTerm(parameter: Hash64, target: Hash64): Hash64 {
  return { hi: parameter.hi ^ target.hi, lo: parameter.lo ^ target.lo };
}

/**
 * Where a resource's rows belong: by the patient whose compartment it is in, or by itself. All rows
 * of one patient share one value, so a distributed database keeps them together.
 *
 * @param owner `Patient/<id>` or the resource's own `Type/id`, hashed
 */
export function partOf(owner: Hash64): number {
  return owner.lo;
}
