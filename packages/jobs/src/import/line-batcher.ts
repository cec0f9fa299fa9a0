/** Whole lines that stand one after the other in a file. */
export interface LineBatch {
  /** Number of the first line, from 1, and of the last. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Where the line after the last begins in the uncompressed file. */
  readonly endOffset: number;
  /** The lines with their line ends, in a buffer of their own, so that it can be transferred. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Set where this is one line over the limit, whose bytes were dropped: how long it was and may be. */
  readonly oversized?: { readonly bytes: number; readonly limit: number };
}

/** Lines of a file that are stored already: first and last, both included. */
export interface LineRange {
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Limits of a batch. */
export interface BatchLimits {
  readonly batchBytes: number;
  readonly batchLines: number;
  readonly maxLineBytes: number;
}

/** Where in a file the bytes begin that are pushed. */
export interface StartingPoint {
  /** Number of the line that begins here, from 1. */
  readonly line: number;
  readonly offset: number;
}

/** Cuts a stream of bytes into batches of whole lines. */
export interface LineBatcher {
  /** Takes the next bytes and gives the batches that they complete. */
  push(chunk: Buffer): LineBatch[];
  /**
   * Gives what is left. A last line without a line end counts, unless the file broke off (`cut`):
   * then nobody knows whether it is whole.
   */
  end(options?: { readonly cut?: boolean }): LineBatch[];
  /** The line that the next byte belongs to. */
  readonly line: number;
}

const LINE_FEED = 0x0a;

/**
 * Cuts bytes into batches at line ends, leaving out the lines in `done` (ascending, not
 * overlapping). A batch holds consecutive lines. Memory is one batch and one line: the bytes of a
 * line over the limit are dropped as they come.
 */
export function createLineBatcher(
  limits: BatchLimits,
  done: readonly LineRange[] = [],
  start: StartingPoint = { line: 1, offset: 0 },
): LineBatcher {
  let { line, offset } = start;
  let doneIndex = 0;
  let lineParts: Buffer[] = [];
  let lineBytes = 0;
  let parts: Buffer[] = [];
  let bytes = 0;
  let firstLine = line;
  let out: LineBatch[] = [];

  const isDone = (): boolean => {
    while (doneIndex < done.length && done[doneIndex]!.lastLine < line) doneIndex++;
    return doneIndex < done.length && done[doneIndex]!.firstLine <= line;
  };
  let skip = isDone();

  const flush = (): void => {
    if (parts.length > 0)
      out.push({ firstLine, lastLine: line - 1, endOffset: offset, data: join(parts, bytes) });
    parts = [];
    bytes = 0;
  };

  const take = (piece: Buffer): void => {
    lineBytes += piece.length;
    if (skip) return;
    if (lineBytes > limits.maxLineBytes) lineParts = [];
    else lineParts.push(piece);
  };

  const endLine = (): void => {
    if (skip || lineBytes > limits.maxLineBytes) {
      flush();
      if (!skip)
        out.push({
          firstLine: line,
          lastLine: line,
          endOffset: offset + lineBytes,
          data: new Uint8Array(0),
          oversized: { bytes: lineBytes, limit: limits.maxLineBytes },
        });
    } else {
      if (parts.length === 0) firstLine = line;
      for (const part of lineParts) parts.push(part);
      bytes += lineBytes;
    }
    offset += lineBytes;
    line++;
    lineParts = [];
    lineBytes = 0;
    skip = isDone();
    if (bytes >= limits.batchBytes || line - firstLine >= limits.batchLines) flush();
  };

  const taken = (): LineBatch[] => {
    const batches = out;
    out = [];
    return batches;
  };

  return {
    get line() {
      return line;
    },
    push(chunk) {
      let position = 0;
      for (;;) {
        const lineFeed = chunk.indexOf(LINE_FEED, position);
        if (lineFeed < 0) break;
        take(chunk.subarray(position, lineFeed + 1));
        endLine();
        position = lineFeed + 1;
      }
      if (position < chunk.length) take(chunk.subarray(position));
      return taken();
    },
    end({ cut = false } = {}) {
      if (lineBytes > 0 && !cut) endLine();
      flush();
      return taken();
    },
  };
}

function join(parts: readonly Buffer[], bytes: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(bytes);
  let position = 0;
  for (const part of parts) {
    data.set(part, position);
    position += part.length;
  }
  return data;
}
