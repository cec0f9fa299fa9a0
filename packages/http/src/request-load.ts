/**
 * What a request takes of what all share: memory for its body and its answer, and a turn to be worked on. Who reads its
 * body waits here; what is held is given back when the answer is sent.
 */
export interface RequestLoad {
  /**
   * Waits until so many bytes of a body may be held in memory.
   *
   * @throws WellspringError `overloaded`, `request-aborted`
   */
  hold(bytes: number): Promise<void>;
  /**
   * The body is in memory, and is so large. Waits for the request's turn: not before, since a client may take its time
   * to send it.
   *
   * @throws WellspringError `overloaded`, `request-aborted`
   */
  held(bytes: number): Promise<void>;
  /** The answer is in memory, and is so large. */
  answers(bytes: number): void;
}
