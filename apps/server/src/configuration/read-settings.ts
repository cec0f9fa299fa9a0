import { WellspringError } from '@wellspring/errors';
import { consistentSettings, describeSettings, type Settings } from './schema.js';

/**
 * Reads the settings from the environment. An unknown `WELLSPRING_*` variable is refused, since it is
 * most often a known one misspelt, and a setting that silently does nothing is a trap.
 *
 * @throws WellspringError `invalid-setting` naming every variable that is wrong, and why
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const ours = Object.entries(environment).filter(
    ([name, value]) =>
      value !== undefined && value !== '' && (name.startsWith('WELLSPRING_') || name === 'DATABASE_URL'),
  );
  const result = consistentSettings.safeParse(Object.fromEntries(ours));
  if (result.success) return Object.freeze(result.data);
  const problems = result.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${issue.keys.join(', ')}: there is no such setting`
      : `${issue.path.join('.')}: ${issue.message}`,
  );
  throw new WellspringError('invalid-setting', problems.join('; '));
}

/** The settings as they may be shown: what holds a secret says only that it is set. */
export function showSettings(values: Settings): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const { name, secret } of describeSettings()) {
    const value = values[name as keyof Settings];
    if (value !== undefined) shown[name] = secret ? '(set)' : String(value);
  }
  return shown;
}
