import type { ActionDefinition } from './action.js';
import { controlPlaneActions } from './control-plane-actions.js';
import { dataPlaneActions } from './data-plane-actions.js';
import { ownActions } from './own-actions.js';

/** The 68 actions of HealthLake, by name without `healthlake:`. */
export const healthLakeActions = { ...dataPlaneActions, ...controlPlaneActions } as const;

/** Every action that this server asks for in HealthLake's name, its own among them. */
const actions = { ...healthLakeActions, ...ownActions } as const;

/** An action without its service: `ReadResource`. */
export type ActionName = keyof typeof actions;

/** @example actionDefinition('ReadResource').access // 'Read' */
export function actionDefinition(name: ActionName): ActionDefinition {
  return actions[name];
}

/** Whether a call that needs this action changes nothing: CloudTrail's `readOnly`. */
export function isReadOnly(name: ActionName): boolean {
  const { access } = actions[name];
  return access === 'Read' || access === 'List';
}

export function isActionName(text: string): text is ActionName {
  return Object.hasOwn(actions, text);
}
