import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { WellspringError } from '@wellspring/errors';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** 32 MiB and some 0.2 s a password (OWASP's password storage cheat sheet: N=2^15, r=8, p=3). */
const cost = { N: 2 ** 15, r: 8, p: 3 } as const;
const keyBytes = 32;
const maxmem = 64 * 1024 * 1024;

/** How many are worked on at once, and how many may wait: each takes memory, and all who knock are strangers. */
const atOnce = 4;
const mostWaiting = 100;
let working = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working >= atOnce) {
    if (waiting.length >= mostWaiting)
      throw new WellspringError('rate-exceeded', 'Too many people log in at this moment; try again');
    // Who is let in takes over the place of the one before: the count stays.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    working += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else working -= 1;
  }
}

/** Typed on one keyboard composed and on another not, it is the same password (RFC 8265). */
const normalized = (password: string): string => password.normalize('NFC');

/** @returns `scrypt$N$r$p$salt$key`, base 64 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await inTurn(() => derive(normalized(password), salt, keyBytes, { ...cost, maxmem }));
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** A hash that no password has: who checks against it takes as long as where there is an account. */
const nobody = `scrypt$${String(cost.N)}$${String(cost.r)}$${String(cost.p)}$${Buffer.alloc(16).toString('base64')}$`;

/** @param stored undefined where there is no such account: false, no sooner than elsewhere */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (stored ?? nobody).split('$');
  const expected = Buffer.from(key, 'base64');
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem };
  const actual = await inTurn(() =>
    derive(normalized(password), Buffer.from(salt, 'base64'), keyBytes, options),
  );
  return expected.length === keyBytes && timingSafeEqual(actual, expected);
}
