/** A policy that is the same in every account, and that nobody can change. */
export interface AwsManagedPolicy {
  /** `ANPA...`, as it is in every account of AWS where it is known. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly created: string;
  readonly updated: string;
  /** The number of the version that this is: AWS's own are changed now and then. */
  readonly version: number;
  readonly document: string;
}

/** Writes a document as it is published: statements that allow actions on everything. */
export function allowing(...actions: readonly string[]): object {
  return { Effect: 'Allow', Action: actions, Resource: '*' };
}

export function policyText(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
