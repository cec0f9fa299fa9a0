import type { Account } from './account.js';
import { canonicalUsername, type AccountTable } from './account-table.js';
import type { Attempts } from './attempts.js';
import { passwordMatches } from './password.js';

/** How a login ended. What was wrong with it is not told. */
export type LoginOutcome =
  | { readonly kind: 'in'; readonly account: Account }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'locked'; readonly minutes: number };

/** Longer ones are hashed by nobody: a password field is no upload. */
const longestPassword = 1_000;
const longestUsername = 200;

/** Checks a username and a password, and counts what fails. */
export async function logIn(
  accounts: AccountTable,
  attempts: Attempts,
  username: string,
  password: string,
): Promise<LoginOutcome> {
  if (username.length > longestUsername || password.length > longestPassword) return { kind: 'wrong' };
  // No name has it, and no text of PostgreSQL.
  if (username.includes('\0')) return { kind: 'wrong' };
  const name = canonicalUsername(username);
  if (!(await attempts.begin(name)))
    return { kind: 'locked', minutes: Math.max(1, Math.ceil((await attempts.lockedFor(name)) / 60_000)) };
  const found = await accounts.findByName(name);
  const matches = await passwordMatches(password, found?.passwordHash);
  if (!found || !matches || found.disabled) return { kind: 'wrong' };
  await attempts.forget(name);
  return { kind: 'in', account: found };
}
