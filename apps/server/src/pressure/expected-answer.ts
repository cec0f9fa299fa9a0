/** How large an answer is likely to be, told by those before it. */
export interface ExpectedAnswer {
  /** In bytes. */
  readonly bytes: number;
  /** One was so large. */
  seen(bytes: number): void;
}

/**
 * What is set aside for an answer before it is made: the largest of late. It is forgotten by a twentieth with each
 * that is smaller, so that after a large one fewer are made at a time, and after a hundred small ones as many as before.
 *
 * @param least in bytes
 */
export function createExpectedAnswer(least: number): ExpectedAnswer {
  let bytes = least;
  return {
    get bytes() {
      return bytes;
    },
    seen(size) {
      bytes = Math.max(least, size, Math.floor(bytes * 0.95));
    },
  };
}
