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

/** What the log line of a resource that was stored although it is not valid has more than others. */
const issuesMember = ',"ValidationIssues":';
const issuesBytes = Buffer.from(issuesMember);

/** The log line of a resource that was stored although it is not valid, with what is wrong. */
export function markedLogLine(successLog: string, outcome: JsonObject): string {
  const end = successLog.lastIndexOf('}');
  return `${successLog.slice(0, end)}${issuesMember}${JSON.stringify(outcome)}${successLog.slice(end)}`;
}

/**
 * Of log lines of stored resources those of the ones that are valid, or of the others. The one kind holds nothing of a
 * client's but type and id, so that nobody can make it look like the other.
 */
export function linesOfKind(lines: Buffer, kind: 'valid' | 'marked'): Buffer {
  if (!lines.includes(issuesBytes)) return kind === 'valid' ? lines : Buffer.alloc(0);
  const kept = lines
    .toString()
    .split(/(?<=\n)/)
    .filter((line) => line.includes(issuesMember) === (kind === 'marked'));
  return Buffer.from(kept.join(''));
}

/** Log lines as they wait in the database; nothing for none. */
export function packLog(lines: readonly string[]): Buffer | null {
  // Level 1: 5 times smaller at 100 MB/s.
  return lines.length === 0 ? null : deflateRawSync(Buffer.from(lines.join('')), { level: 1 });
}
