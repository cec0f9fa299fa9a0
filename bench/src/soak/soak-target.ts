/** Whom the load goes to, and who sends it. */
export interface SoakTarget {
  readonly endpoint: string;
  /** The address of the data store's data plane, with a slash at the end. */
  readonly base: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
}
