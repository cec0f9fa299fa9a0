import type { Expression } from '../fhirpath/expression.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

/** Changes to one resource, read and well-formed; whether they fit a resource shows when they are applied. */
export type Patch =
  /** https://www.rfc-editor.org/rfc/rfc6902 */
  | { readonly kind: 'json-patch'; readonly operations: readonly JsonPatchOperation[] }
  /** https://hl7.org/fhir/R4/fhirpatch.html */
  | { readonly kind: 'fhirpath-patch'; readonly operations: readonly FhirPathPatchOperation[] };

/** The tokens of a JSON Pointer, unescaped; none: the whole document. */
export type JsonPointer = readonly string[];

/** One operation of a JSON Patch. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: JsonPointer; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: JsonPointer }
  | { readonly op: 'move' | 'copy'; readonly from: JsonPointer; readonly path: JsonPointer };

/** A FHIRPath as it came, and read. */
export interface PatchPath {
  readonly text: string;
  readonly expression: Expression;
}

/** One operation of a FHIRPath Patch. */
export type FhirPathPatchOperation =
  | { readonly type: 'add'; readonly path: PatchPath; readonly name: string; readonly value: PatchValue }
  | { readonly type: 'insert'; readonly path: PatchPath; readonly index: number; readonly value: PatchValue }
  | { readonly type: 'replace'; readonly path: PatchPath; readonly value: PatchValue }
  | { readonly type: 'delete'; readonly path: PatchPath }
  | {
      readonly type: 'move';
      readonly path: PatchPath;
      readonly source: number;
      readonly destination: number;
    };

/** The value of an operation, in one of the three forms that a Parameters resource has for it. */
export type PatchValue =
  | {
      readonly kind: 'typed';
      /** `HumanName`, `date`: after `value` in the name of the member. */
      readonly type: string;
      /** Absent where there is only a companion. */
      readonly value: JsonValue | undefined;
      /** Id and extensions of a primitive. */
      readonly companion: JsonValue | undefined;
    }
  | { readonly kind: 'resource'; readonly resource: JsonObject }
  /** An element without a type of its own, such as `Patient.contact`: its elements one by one. */
  | { readonly kind: 'parts'; readonly parts: readonly PatchPart[] };

/** One element of a value that is given in parts. */
export interface PatchPart {
  readonly name: string;
  readonly value: PatchValue;
}
