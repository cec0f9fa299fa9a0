import type { Hash64 } from '../../hash/sip-hash.js';

/** One way to fulfil a condition: rows of one table. A condition's arms are ORed. */
export type Arm =
  HashArm | DictionaryArm | StringArm | RangeArm | NearArm | WordsArm | LackingArm | SelfArm | TimeArm;

/** Rows of `token` or `reference` with this hash. They are in page order. */
export interface HashArm {
  readonly kind: 'hash';
  readonly table: 'token' | 'reference';
  readonly hash: Hash64;
  /** Only rows with this system (0: with none); absent: whatever the system. */
  readonly system?: number;
  /** Whether one resource can have several such rows, by several systems. */
  readonly repeats: boolean;
}

/** Rows of every value that the dictionary has under this key, and that the filter lets through. */
export interface DictionaryArm {
  readonly kind: 'dictionary';
  readonly table: 'token' | 'reference';
  readonly key: Hash64;
  /** Only token rows with this system. */
  readonly system?: number;
  readonly filter:
    | { readonly kind: 'all' }
    | { readonly kind: 'begins'; readonly prefix: string }
    /** The value is a list of names with spaces between them (a shape); `name` is among them, or not. */
    | { readonly kind: 'names'; readonly name: string; readonly has: boolean }
    /** Likewise; none of these is among them. */
    | { readonly kind: 'none-of'; readonly names: readonly string[] };
}

/** Rows of `string`; texts are normalised and cut as they are in the index. */
export interface StringArm {
  readonly kind: 'string';
  readonly key: Hash64;
  /** The key stands for those that the dictionary has under it, with empty values. */
  readonly indirect?: true;
  readonly system?: number;
  readonly match:
    | { readonly kind: 'begins' | 'contains'; readonly text: string }
    | { readonly kind: 'exact'; readonly text: string; readonly hash: Hash64 };
}

/** Rows of another table under this key, within bounds: an OR of ANDs. */
export interface RangeArm {
  readonly kind: 'range';
  readonly table: 'date' | 'number' | 'quantity' | 'canonical';
  /** Of the parameter (in a composite, with its token). */
  readonly key: Hash64;
  /** For `canonical`, the columns of `quantity` in base units: the hash of key and base unit. */
  readonly canonical?: Hash64;
  /** Key and `canonical` stand for those that the dictionary has under them, with empty values. */
  readonly indirect?: true;
  readonly system?: number;
  readonly where: readonly (readonly ColumnComparison[])[];
  /** Whether low and high are the ends of one interval, so that low never exceeds high. */
  readonly interval: boolean;
  readonly unit?: { readonly column: 'coded' | 'code-or-unit'; readonly hash: number };
}

export interface ColumnComparison {
  readonly column: 'low' | 'high';
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly value: bigint | number;
}

/** Rows of `number` whose low is a latitude and whose high a longitude, within a distance. */
export interface NearArm {
  readonly kind: 'near';
  readonly key: Hash64;
  readonly latitude: number;
  readonly longitude: number;
  readonly kilometres: number;
}

/** Rows of `words` that hold all of these, and none of others. */
export interface WordsArm {
  readonly kind: 'words';
  readonly type: Hash64;
  readonly words: readonly string[];
  readonly without: readonly string[];
}

/** Resources that have no row of `words` with one of these. */
export interface LackingArm {
  readonly kind: 'lacking';
  readonly words: readonly string[];
}

/** The resource that a reference with this hash leads to: `_id`. */
export interface SelfArm {
  readonly kind: 'self';
  readonly hash: Hash64;
}

/** Versions whose own time, or the time of their resource's first version, is in a span: low <= vid < high. */
export interface TimeArm {
  readonly kind: 'time';
  readonly of: 'version' | 'resource';
  readonly low: bigint;
  readonly high: bigint;
}
