import type { CallRecord } from '@wellspring/http';
import type { QueryForm } from '../query-protocol/query-form.js';
import type { Shape } from '../query-protocol/xml-answer.js';

/** What is kept of a request at most: no action has more parameters, nor longer ones, that mean anything. */
const mostParameters = 200;
const longestValue = 20_480;

/** Notes what a call is, before it is known whether it may be. */
export function noteRequest(record: CallRecord, action: string, form: QueryForm): void {
  record.eventName = action;
  record.readOnly = /^(Get|List|Simulate)/.test(action);
  const given = [...form].filter(([name]) => name !== 'Action' && name !== 'Version');
  record.requestParameters = Object.fromEntries(
    given.slice(0, mostParameters).map(([name, value]) => [camelCase(name), value.slice(0, longestValue)]),
  );
}

/** Notes what a change answered, the secret of a new access key left out, as CloudTrail does. */
export function noteAnswer(record: CallRecord, result: Shape): void {
  if (record.readOnly !== false || typeof result !== 'object') return;
  record.responseElements = noted(result) as Readonly<Record<string, unknown>>;
}

function noted(shape: Shape): unknown {
  if (typeof shape !== 'object' || shape instanceof Date) return shape;
  if (Array.isArray(shape)) return (shape as readonly Shape[]).map(noted);
  return Object.fromEntries(
    Object.entries(shape)
      .filter(([name]) => name !== 'SecretAccessKey')
      .map(([name, value]: [string, Shape]) => [camelCase(name), noted(value)]),
  );
}

/** `Tags.member.1.Key` becomes `tags.member.1.key`. */
function camelCase(name: string): string {
  return name
    .split('.')
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1))
    .join('.');
}
