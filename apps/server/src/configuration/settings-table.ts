import { describeSettings } from './schema.js';

/** The table of all settings in `docs/configuration.md`, as Markdown. */
export function settingsTable(): string {
  const rows = describeSettings().map(
    ({ name, fallback, description }) =>
      `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${description} |`,
  );
  return ['| variable | default | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}
