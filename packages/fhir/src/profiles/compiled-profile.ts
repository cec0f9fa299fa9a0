import type { Invariant } from '../invariants/invariant.js';
import type { JsonValue } from '../json/json-value.js';
import type { CodeSet } from '../terminology/code-set.js';

/** A profile made ready for checking: what it demands beyond the base specification, and nothing else. */
export interface CompiledProfile {
  /** Canonical URL, with `|version` where the definition has one. */
  readonly canonical: string;
  /** What it constrains: `Patient`, `Extension`, `Quantity`. */
  readonly type: string;
  /** What is asked of a value of the type; undefined where that is nothing more than the base asks. */
  readonly rules: ValueRules | undefined;
  /** Of an extension definition: where it may stand, and whether it is a modifier. */
  readonly extension: ExtensionUse | undefined;
}

/** Where an extension may stand (https://hl7.org/fhir/R4/defining-extensions.html#context). */
export interface ExtensionUse {
  readonly url: string;
  readonly isModifier: boolean;
  readonly contexts: readonly {
    readonly type: 'element' | 'extension' | 'fhirpath';
    readonly expression: string;
  }[];
}

/** What is asked of one value. */
export interface ValueRules {
  /** The id of the element: `Patient.extension:race`. */
  readonly id: string;
  readonly rules: readonly ValueRule[];
}

/** A value that a profile gives, with the name of its type as a choice writes it: `Quantity`, `Code`. */
export interface GivenValue {
  readonly suffix: string;
  readonly value: JsonValue;
}

/** One thing that is asked of a value. */
export type ValueRule =
  | MemberRule
  | { readonly kind: 'fixed'; readonly given: GivenValue }
  | { readonly kind: 'pattern'; readonly given: GivenValue }
  | { readonly kind: 'bound'; readonly end: 'least' | 'largest'; readonly given: GivenValue }
  | { readonly kind: 'length'; readonly most: number }
  | { readonly kind: 'types'; readonly types: ReadonlySet<string> }
  | { readonly kind: 'invariant'; readonly invariant: Invariant; readonly isBestPractice: boolean }
  | BindingRule
  | ProfileRule
  | TargetRule;

/** The values of one element: how many there may be, what is asked of each, and of the slices of the list. */
export interface MemberRule {
  readonly kind: 'member';
  /** Without `[x]`. */
  readonly name: string;
  readonly isChoice: boolean;
  readonly repeats: boolean;
  /** Whether the values are resources: contained in the one that is checked, or entries that stand for themselves. */
  readonly resources: 'none' | 'contained' | 'entries';
  /** 0 and infinity where the profile asks no more than the base. */
  readonly min: number;
  readonly max: number;
  readonly value: ValueRules | undefined;
  readonly slicing: Slicing | undefined;
}

/** A value set that codes have to be in. */
export interface BindingRule {
  readonly kind: 'binding';
  readonly valueSet: string;
  readonly strength: 'required' | 'extensible';
  /** The codes, where the specification lists them whole. */
  readonly codes: CodeSet | undefined;
}

/** Profiles on a type, of which a value has to meet one. */
export interface ProfileRule {
  readonly kind: 'profile';
  readonly type: string;
  readonly profiles: readonly ProfileLink[];
}

/** What a Reference may lead to. */
export interface TargetRule {
  readonly kind: 'target';
  readonly targets: readonly TargetLink[];
  /** Empty: any way of reference. */
  readonly aggregation: readonly string[];
}

/** A profile that another leads to; profiles lead to one another in circles, so it is looked up when it is met. */
export interface ProfileLink {
  readonly canonical: string;
  /** Undefined: it is not known here, or cannot be used; then `fault` says why. */
  readonly profile: () => CompiledProfile | undefined;
  readonly fault: () => string | undefined;
}

/** A type or profile that a reference may lead to. */
export interface TargetLink extends ProfileLink {
  /** Undefined where the definition is not known. */
  readonly type: string | undefined;
  /** Whether it is a type itself: then there is nothing more to check. */
  readonly isType: boolean;
}

/** A list, or a choice, divided into slices (https://hl7.org/fhir/R4/profiling.html#slicing). */
export interface Slicing {
  readonly rules: 'open' | 'closed' | 'openAtEnd';
  readonly ordered: boolean;
  readonly slices: readonly Slice[];
  /** Where one value tells the slice: how to come to it, and the slices by it. */
  readonly byValue: { readonly path: SlicePath; readonly slices: ReadonlyMap<JsonValue, number> } | undefined;
}

export interface Slice {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** All have to hold. */
  readonly tests: readonly SliceTest[];
  readonly value: ValueRules | undefined;
  /** Slices of the slice. */
  readonly slicing: Slicing | undefined;
}

/** The way from a value to what tells its slice. */
export type SlicePath = readonly (
  | { readonly kind: 'child'; readonly name: string }
  | { readonly kind: 'extension'; readonly url: string }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'resolve' }
)[];

/** How a slice is told. */
export type SliceTest =
  | { readonly kind: 'fixed'; readonly path: SlicePath; readonly given: GivenValue }
  | { readonly kind: 'pattern'; readonly path: SlicePath; readonly given: GivenValue }
  | { readonly kind: 'codes'; readonly path: SlicePath; readonly codes: CodeSet }
  | { readonly kind: 'exists'; readonly path: SlicePath; readonly exists: boolean }
  | { readonly kind: 'types'; readonly path: SlicePath; readonly types: ReadonlySet<string> }
  | { readonly kind: 'rules'; readonly path: SlicePath; readonly value: ValueRules }
  | { readonly kind: 'profiles'; readonly path: SlicePath; readonly profiles: readonly ProfileLink[] }
  | { readonly kind: 'position'; readonly index: number }
  /** It cannot be told, so nothing that depends on it is an error. */
  | { readonly kind: 'unknown' };
