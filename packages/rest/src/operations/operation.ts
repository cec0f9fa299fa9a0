import type { Exchange } from '../interactions/exchange.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { allowsInteraction, type TypeInteraction } from '../routing/type-interactions.js';

/** What an operation was called on (https://hl7.org/fhir/R4/operations.html#executing). */
export type OperationTarget =
  | { readonly level: 'system' }
  | { readonly level: 'type'; readonly type: string }
  | { readonly level: 'instance'; readonly type: string; readonly id: string }
  | { readonly level: 'version'; readonly type: string; readonly id: string; readonly version: number }
  /** The status of a job that the operation started: `$purge/{jobId}`. */
  | { readonly level: 'job'; readonly jobId: string };

/** At which level an operation may be called, and on which types. */
export interface OperationLevel {
  readonly level: OperationTarget['level'];
  /** Absent: on every type. Of no meaning at the system level and for jobs. */
  readonly types?: readonly string[];
  /** What it does to the resource: types that cannot be treated so do not have it. */
  readonly does?: TypeInteraction;
  /** GET only where it changes nothing. */
  readonly methods: readonly ('GET' | 'POST' | 'DELETE')[];
  /** Where this level has an OperationDefinition of its own. */
  readonly definition?: string;
}

/** One operation: `$name`, where it may be called, and what it does. */
export interface Operation {
  /** Without the dollar. */
  readonly name: string;
  /** The canonical address of its OperationDefinition, for the CapabilityStatement. */
  readonly definition: string;
  readonly levels: readonly OperationLevel[];
  /** Looks at Accept itself, since it has more to answer with than JSON. */
  readonly negotiates?: true;
  /** Answers with what is no FHIR resource, so that it has no place in a Bundle. */
  readonly answersOther?: true;
  readonly run: (exchange: Exchange, target: OperationTarget) => Promise<FhirResponse>;
}

/** The level of an operation that a target is of, where it may be called there. */
export function levelFor(operation: Operation, target: OperationTarget): OperationLevel | undefined {
  return operation.levels.find(
    (each) =>
      each.level === target.level &&
      (target.level === 'system' || target.level === 'job' || isOnType(each, target.type)),
  );
}

/** Whether a level below that of the system has an operation for a type. */
export function isOnType({ types, does }: OperationLevel, type: string): boolean {
  return (
    (types === undefined || types.includes(type)) && (does === undefined || allowsInteraction(type, does))
  );
}
