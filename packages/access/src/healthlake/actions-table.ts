import type { ActionDefinition } from './action.js';
import { healthLakeActions } from './actions.js';
import { ownActions } from './own-actions.js';

const resources = {
  datastore: 'data store',
  dataTransformationProfile: 'profile',
  tagged: 'data store or profile',
  none: '`*`',
} as const;

const here = {
  served: 'yes',
  refused: 'asked for; then the answer is that it is not there yet',
  absent: 'no request leads to it yet',
} as const;

/** The tables of actions in `docs/iam-actions.md`, as Markdown, sorted by name. */
export function actionsTables(): readonly { readonly heading: string; readonly table: string }[] {
  return [
    { heading: "HealthLake's actions", table: tableOf(healthLakeActions) },
    { heading: 'Our own actions', table: tableOf(ownActions) },
  ];
}

function tableOf(actions: Readonly<Record<string, ActionDefinition>>): string {
  const rows = Object.entries(actions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, action]) =>
        `| \`${name}\` | ${action.access} | ${resources[action.resource]} | ${here[action.here]} |`,
    );
  return ['| action | access level | resource | here |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
