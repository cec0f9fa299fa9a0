import { versionMembers, writeSpliced } from '@wellspring/fhir';
import { decodedForNow } from '../../body/body-codec.js';
import { lastUpdatedAt, microsOfHalves } from '../../clock/version-clock.js';
import type { CopiedVersion } from './copied-versions.js';

/** Some resources of one type as lines of NDJSON. */
export interface ResourceLines {
  readonly type: string;
  /** Whole lines, with their line feeds. */
  readonly bytes: Buffer;
  /** Where each of them ends in `bytes`. */
  readonly ends: readonly number[];
}

/** Where lines are put together. */
export interface LineBuffer {
  add(bytes: Buffer, row: CopiedVersion): void;
  /** What is full; with `all` the rest, too. It is not kept. */
  take(all?: 'all'): readonly ResourceLines[];
}

/** Lines are handed on when they have so many bytes. */
const BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/**
 * Makes lines of stored versions, with nothing in between: each is written to the place where it stays. A large one has
 * a buffer of its own.
 */
export function createLineBuffer(type: string): LineBuffer {
  let full: ResourceLines[] = [];
  let bytes = Buffer.allocUnsafeSlow(0);
  let ends: number[] = [];
  let end = 0;
  // Versions of one transaction were written in the same millisecond.
  let ofMs = NaN;
  let ofVersion = NaN;
  let members = '';

  const flush = (): void => {
    if (ends.length > 0) full.push({ type, bytes: bytes.subarray(0, end), ends });
    ends = [];
    end = 0;
  };

  return {
    add(source, { vidHigh, vidLow, version, idLength, bodyStart, bodyEnd }) {
      const json = decodedForNow(source.subarray(bodyStart, bodyEnd));
      const ms = Math.floor(microsOfHalves(vidHigh, vidLow) / 1000);
      if (ms !== ofMs || version !== ofVersion) {
        members = versionMembers(version, lastUpdatedAt(ms));
        ofMs = ms;
        ofVersion = version;
      }
      // A comma and a line feed.
      const most = json.length + members.length + 2;
      if (end + most > bytes.length) {
        flush();
        bytes = Buffer.allocUnsafeSlow(Math.max(BYTES, most));
      }
      const lineEnd = writeSpliced(bytes, end, json, type.length + idLength, members);
      if (lineEnd === undefined) throw new Error(`A ${type} is not in the form that resources are stored in`);
      bytes[lineEnd] = LINE_FEED;
      end = lineEnd + 1;
      ends.push(end);
    },
    take(all) {
      if (all !== undefined) flush();
      const taken = full;
      full = [];
      return taken;
    },
  };
}
