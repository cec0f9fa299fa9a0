import { issueDetails } from './issue-detail.js';

/** The table of what validation finds in `docs/validation.md`, as Markdown, sorted by code. */
export function issueDetailsTable(): string {
  const rows = Object.entries(issueDetails)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return ['| code | what was found |', '| --- | --- |', ...rows].join('\n');
}
