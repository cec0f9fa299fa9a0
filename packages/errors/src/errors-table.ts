import { catalogue } from './catalogue.js';

/** The table of all errors in `docs/errors.md`, as Markdown, sorted by code. */
export function errorsTable(): string {
  const rows = Object.entries(catalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { status, issue, exception, meaning }]) =>
        `| \`${code}\` | ${String(status)} | \`${issue}\` | \`${exception}\` | ${meaning} |`,
    );
  return [
    '| code | HTTP status | FHIR issue type | AWS exception or S3 code | what happened |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
