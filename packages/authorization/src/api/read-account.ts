import { WellspringError } from '@wellspring/errors';
import { fhirUserTypes } from '../accounts/account.js';
import type { StatedAccount } from '../accounts/account-table.js';

const members: ReadonlySet<string> = new Set([
  'username',
  'password',
  'name',
  'fhirUser',
  'patients',
  'disabled',
]);
const fhirUser = new RegExp(`^(${fhirUserTypes.join('|')})/[A-Za-z0-9.-]{1,64}$`);
const mostPatients = 1_000;
/** NIST SP 800-63B 5.1.1.2. */
const shortestPassword = 8;
const longestPassword = 1_000;

/**
 * What a body says of an account, checked.
 *
 * @throws WellspringError `invalid-parameter` naming the member
 */
export function readAccount(
  body: Readonly<Record<string, unknown>>,
): Partial<Omit<StatedAccount, 'username'>> {
  for (const name of Object.keys(body)) if (!members.has(name)) throw wrong(name, 'is no member of a user');
  const { name, patients, disabled } = body;
  if (name !== undefined && (typeof name !== 'string' || name === '' || name.length > 200))
    throw wrong('name', 'must be a text of 1 to 200 characters');
  const user = body['fhirUser'];
  if (user !== undefined && (typeof user !== 'string' || !fhirUser.test(user)))
    throw wrong('fhirUser', `must be a reference like Practitioner/5, to a ${fhirUserTypes.join(', ')}`);
  const isId = (each: unknown): boolean => typeof each === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(each);
  if (
    patients !== undefined &&
    patients !== null &&
    !(Array.isArray(patients) && patients.length <= mostPatients && patients.every(isId))
  )
    throw wrong('patients', `must be at most ${String(mostPatients)} ids of patients, or null`);
  if (disabled !== undefined && typeof disabled !== 'boolean')
    throw wrong('disabled', 'must be true or false');
  return {
    ...(name !== undefined && { name }),
    ...(user !== undefined && { fhirUser: user }),
    ...(patients !== undefined && { patients: (patients as readonly string[] | null) ?? undefined }),
    ...(disabled !== undefined && { disabled }),
  };
}

/** The password in a body; undefined where there is none. */
export function readPassword({ password }: Readonly<Record<string, unknown>>): string | undefined {
  if (password === undefined) return undefined;
  if (typeof password !== 'string' || password.length < shortestPassword || password.length > longestPassword)
    throw wrong('password', `must have ${String(shortestPassword)} to ${String(longestPassword)} characters`);
  return password;
}

function wrong(name: string, why: string): WellspringError {
  return new WellspringError('invalid-parameter', `${name} ${why}`);
}
