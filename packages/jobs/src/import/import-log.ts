import { deflateRawSync } from 'node:zlib';
import type { JsonObject } from '@wellspring/fhir';

/**
 * One line of an import log, with its line feed: what the service's own logs hold for an input line.
 *
 * @see https://docs.aws.amazon.com/healthlake/latest/devguide/importing-fhir-data.html
 */
export function failureLogLine(lineId: number, outcome: JsonObject, statusCode: 400 | 500): string {
  return `${JSON.stringify({ lineId, UpdateResourceResponse: { jsonBlob: outcome }, statusCode })}\n`;
}

/**
 * The log line of a stored resource, by hand: a hundred thousand of them a minute, and type and id
 * have passed patterns that hold nothing to escape.
 */
export function successLogLine(
  lineId: number,
  type: string,
  id: string,
  version: number,
  created: boolean,
): string {
  return `{"lineId":${lineId},"UpdateResourceResponse":{"jsonBlob":{"resourceType":"${type}","id":"${id}","meta":{"versionId":"${version}"}}},"statusCode":${created ? 201 : 200}}\n`;
}

/** Log lines as they wait in the database; nothing for none. */
export function packLog(lines: readonly string[]): Buffer | null {
  // Level 1: 5 times smaller at 100 MB/s.
  return lines.length === 0 ? null : deflateRawSync(Buffer.from(lines.join('')), { level: 1 });
}
