import { WellspringError } from '@wellspring/errors';
import type { ReleaseRow } from '../release-row.js';

/** The bytes of a file, as they come. */
export type FileContent = AsyncIterable<Buffer>;

/** One file of a release. */
export interface ReleaseFile {
  /** Whether a file is this one, by its name without its folder. */
  readonly name: RegExp;
  /** Without it there is no release. */
  readonly isRequired: boolean;
  /**
   * What stands in it, row by row.
   *
   * @param name for messages
   * @throws WellspringError `invalid-release-file`
   */
  rows(content: FileContent, name: string): AsyncIterable<ReleaseRow>;
}

/** The files of a release of one code system, in the official format of its publisher. */
export type ReleaseFormat = readonly ReleaseFile[];

/** A row that is not as the format has it. */
export function invalidRow(name: string, line: number, why: string): WellspringError {
  return new WellspringError('invalid-release-file', `${name}, line ${line}: ${why}`);
}
