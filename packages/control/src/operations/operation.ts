import type { OperationName, Operations } from '../generated/shapes.js';

/**
 * One operation of the control plane. Its input has met every constraint of the service model.
 *
 * @throws WellspringError whose AWS exception the model lists for the operation
 */
export type Operation<Name extends OperationName> = (
  input: Operations[Name]['input'],
) => Promise<Operations[Name]['output']>;

/** The operations that are there, by name. */
export type OperationTable<Name extends OperationName> = { readonly [Key in Name]: Operation<Key> };
