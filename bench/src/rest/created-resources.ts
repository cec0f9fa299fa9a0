import type { Answer } from '../search/check-answer.js';

/** More are forgotten: what is to be deleted need not be everything. */
const mostKept = 200_000;
const created =
  /\r\nlocation: *[^\r\n]*?([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/\r\n]+)?\r?(?:\n|$)/i;

/** Addresses of what a server has made, to be deleted in turn. */
export interface CreatedResources {
  /** Remembers where the answer to a create says that the resource is. */
  add(answer: Answer): void;
  /** The oldest, below the base; undefined where there is none. */
  take(): string | undefined;
}

export function createdResources(): CreatedResources {
  let paths: string[] = [];
  let first = 0;
  return {
    add({ head }) {
      const path = created.exec(head ?? '')?.[1];
      if (path !== undefined && paths.length < mostKept) paths.push(path);
    },
    take() {
      if (first === paths.length) {
        paths = [];
        first = 0;
      }
      return paths[first] === undefined ? undefined : paths[first++];
    },
  };
}
