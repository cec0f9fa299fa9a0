import { actionDefinition, isActionName, type ActionName } from '../healthlake/actions.js';
import type { Quota } from './quota.js';

/** Other rates for single actions; undefined: none at all. */
export type QuotaOverrides = ReadonlyMap<ActionName, Quota | undefined>;

export type OverridesOutcome =
  { readonly ok: true; readonly overrides: QuotaOverrides } | { readonly ok: false; readonly fault: string };

/** Once in some years at the least, and more than any machine does. */
const least = 1e-9;
const most = 1e9;

/**
 * Reads what a setting says in JSON: for each action requests a second for the account, or those of the account and
 * of each data store, or null for no limit.
 *
 * @example
 * readQuotaOverrides('{"SearchWithGet":50,"SearchEverything":{"dataStore":2},"CreateFHIRDatastore":null}')
 */
export function readQuotaOverrides(text: string): OverridesOutcome {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused('it must be JSON, such as {"SearchWithGet":50}');
  }
  if (!isObject(json)) return refused('it must be an object, such as {"SearchWithGet":50}');
  const overrides = new Map<ActionName, Quota | undefined>();
  for (const [action, value] of Object.entries(json)) {
    if (!isActionName(action)) return refused(`${action.slice(0, 64)} is no action of this server`);
    const rates = ratesOf(value);
    if (rates === undefined)
      return refused(`${action}: requests a second, {"account":...,"dataStore":...}, or null for no limit`);
    if (rates.dataStore !== undefined && actionDefinition(action).resource !== 'datastore')
      return refused(`${action}: it is on no data store, so there is no limit for each`);
    overrides.set(
      action,
      value === null ? undefined : { name: action, actions: [action], counts: 'requests', ...rates },
    );
  }
  return { ok: true, overrides };
}

function ratesOf(value: unknown): Pick<Quota, 'account' | 'dataStore'> | undefined {
  if (value === null) return {};
  if (isRate(value)) return { account: value };
  if (!isObject(value)) return undefined;
  const { account, dataStore, ...rest } = value;
  if (Object.keys(rest).length > 0 || (account === undefined && dataStore === undefined)) return undefined;
  if (account !== undefined && !isRate(account)) return undefined;
  if (dataStore !== undefined && !isRate(dataStore)) return undefined;
  return { ...(account !== undefined && { account }), ...(dataStore !== undefined && { dataStore }) };
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(fault: string): OverridesOutcome {
  return { ok: false, fault };
}
