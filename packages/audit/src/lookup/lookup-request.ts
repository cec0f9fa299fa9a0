import { WellspringError } from '@wellspring/errors';

/** What events are looked up by. */
export const lookupKeys = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const;
export type LookupKey = (typeof lookupKeys)[number];

export interface LookupRequest {
  readonly attribute: { readonly key: LookupKey; readonly value: string } | undefined;
  /** Milliseconds since 1970. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly most: number;
  readonly token: string | undefined;
}

const mostResults = 50;

/**
 * The input of LookupEvents
 * (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html).
 *
 * @throws WellspringError `invalid-lookup-attributes`, `invalid-time-range`, `invalid-max-results`,
 * `invalid-next-token`, `invalid-event-category`
 */
export function readLookup(input: unknown): LookupRequest {
  const members =
    typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>) : {};
  const { EventCategory: category, MaxResults: most = mostResults, NextToken: token } = members;
  if (category !== undefined)
    throw new WellspringError('invalid-event-category', 'There are no events of this category');
  if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > mostResults)
    throw new WellspringError('invalid-max-results', `MaxResults must be from 1 to ${mostResults}`);
  if (token !== undefined && typeof token !== 'string')
    throw new WellspringError('invalid-next-token', 'NextToken must be a string');
  const start = timeOf(members['StartTime']);
  const end = timeOf(members['EndTime']);
  if (start !== undefined && end !== undefined && start > end)
    throw new WellspringError('invalid-time-range', 'StartTime is after EndTime');
  return { attribute: attributeOf(members['LookupAttributes']), start, end, most: Number(most), token };
}

/** Seconds since 1970, as AWS JSON has times. */
function timeOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 8.64e12)
    throw new WellspringError('invalid-time-range', 'A time must be a number of seconds since 1970');
  return Math.round(value * 1000);
}

function attributeOf(value: unknown): LookupRequest['attribute'] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!Array.isArray(value) || value.length > 1)
    throw new WellspringError('invalid-lookup-attributes', 'Exactly one lookup attribute can be given');
  const { AttributeKey: key, AttributeValue: text } = (value[0] ?? {}) as Readonly<Record<string, unknown>>;
  if (
    !lookupKeys.some((known) => known === key) ||
    typeof text !== 'string' ||
    text === '' ||
    text.length > 2_000
  )
    throw new WellspringError(
      'invalid-lookup-attributes',
      `A lookup attribute has an AttributeKey, one of ${lookupKeys.join(', ')}, and an AttributeValue`,
    );
  return { key: key as LookupKey, value: text };
}
