import { remembered } from '@wellspring/http';

/** Which headers a signature covers. */
export interface SignedHeaders {
  /** Lower-case names, in the order given. */
  readonly names: readonly string[];
  /** The same, joined by semicolons, as the canonical request has them. */
  readonly text: string;
  /** Where each name stands among them. */
  readonly places: ReadonlyMap<string, number>;
}

/** The list as a signature has it, in whatever case: `host;x-amz-date`. */
export const readSignedHeaders: (text: string) => SignedHeaders = (() => {
  const read = remembered((text: string): SignedHeaders => {
    const lower = text.toLowerCase();
    const names = lower.split(';');
    return { names, text: lower, places: new Map(names.map((name, place) => [name, place])) };
  });
  return (text) => read(text)!;
})();
