/** Pieces of a text to leave out, and pieces to put in, from left to right. */
export class TextEdits {
  /** Triples: where the piece begins, where it ends, what comes in its place. */
  readonly #edits: (number | string)[] = [];

  /** How many there are: a place to go back to. */
  get mark(): number {
    return this.#edits.length;
  }

  /** Forgets what came after the mark. */
  forget(mark: number): void {
    this.#edits.length = mark;
  }

  /** Leaves out `[start, end)`, which lies after all other edits. */
  cut(start: number, end: number): void {
    const last = this.#edits.length - 3;
    if (last >= 0 && this.#edits[last + 1] === start && this.#edits[last + 2] === '') {
      this.#edits[last + 1] = end;
    } else {
      this.#edits.push(start, end, '');
    }
  }

  /** Puts a piece in the place of `[start, end)`, which lies after all other edits. */
  replace(start: number, end: number, piece: string): void {
    this.#edits.push(start, end, piece);
  }

  /** Puts something in at `at`, before the edits that came after the mark. */
  insert(mark: number, at: number, piece: string): void {
    this.#edits.splice(mark, 0, at, at, piece);
  }

  /** The text with these edits. */
  apply(text: string): string {
    let edited = '';
    let from = 0;
    for (let i = 0; i < this.#edits.length; i += 3) {
      edited += text.slice(from, this.#edits[i] as number) + (this.#edits[i + 2] as string);
      from = this.#edits[i + 1] as number;
    }
    return edited + text.slice(from);
  }
}
