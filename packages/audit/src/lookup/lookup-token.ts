import { createHash } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';
import type { TrailKey } from '../trail/trail-key.js';
import type { LookupRequest } from './lookup-request.js';

/** Where a lookup goes on: with the events of a block below a place. */
export interface LookupPlace {
  readonly block: bigint;
  /** Events of the block that are still to be looked at, from its beginning. */
  readonly events: number;
}

const codeBytes = 16;

/** A place that a client can bring back but not make up, nor use for another request. */
export function sealPlace(place: LookupPlace, request: LookupRequest, key: TrailKey): string {
  const text = Buffer.from(`${place.block}.${place.events}`);
  return Buffer.concat([codeOf(text, request, key), text]).toString('base64url');
}

/** @throws WellspringError `invalid-next-token` */
export function openPlace(token: string, request: LookupRequest, key: TrailKey): LookupPlace {
  const bytes = Buffer.from(token, 'base64url');
  const text = bytes.subarray(codeBytes);
  const [, block, events] = /^(\d{1,18})\.(\d{1,9})$/.exec(text.toString()) ?? [];
  if (block === undefined || !codeOf(text, request, key).equals(bytes.subarray(0, codeBytes)))
    throw new WellspringError(
      'invalid-next-token',
      'NextToken was not returned by LookupEvents for the same attributes and times',
    );
  return { block: BigInt(block), events: Number(events) };
}

function codeOf(text: Buffer, { attribute, start, end }: LookupRequest, key: TrailKey): Buffer {
  const asked = createHash('sha256')
    .update(JSON.stringify([attribute, start, end]))
    .digest();
  return key.mac('place', asked, text).subarray(0, codeBytes);
}
