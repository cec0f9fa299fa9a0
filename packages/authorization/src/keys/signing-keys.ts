import { randomUUID } from 'node:crypto';
import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** The private keys of this server, the one that signs first; the others are published still, or already. */
export type SigningKeys = readonly (JWK & { readonly kid: string })[];

/** Keys that tokens are signed with. */
export interface KeyRing {
  /** Read anew once a minute at most; the first call of all makes the first key. */
  keys(): Promise<SigningKeys>;
  /** Makes the next key, which signs when every verifier has had time to see it. */
  rotate(): Promise<void>;
}

export interface KeyRingOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  /** How long a key signs before the next one is made, in days. */
  readonly rotationDays: number;
  /** How long what a key signed can be valid, in seconds: so long it is published when it signs no more. */
  readonly longestToken: number;
  readonly now?: () => number;
}

const purpose = 'authorization signing key';
/** How long others may keep the set of keys they read: a new key is published for so long before it signs. */
const announcedFor = 3_600_000;
const readAgainAfter = 60_000;

interface KeyRow {
  readonly kid: string;
  readonly sealed: string;
  readonly signs_from: Date;
}

/**
 * RSA keys of 2048 bits for RS256, which every OpenID Connect client has to know (Core 15.1), in
 * `wellspring.authorization_key`. What is a key's turn follows from the table and the clock alone, so nodes agree.
 */
export function keyRing({
  database,
  sealer,
  rotationDays,
  longestToken,
  now = Date.now,
}: KeyRingOptions): KeyRing {
  let known: { readonly at: number; readonly opened: SigningKeys } | undefined;

  const read = (): Promise<KeyRow[]> =>
    database.query<KeyRow>(
      'SELECT kid, sealed, signs_from FROM wellspring.authorization_key ORDER BY signs_from DESC, kid',
    );

  /** Under a lock, so that nodes that find it is time at once make one key. */
  const make = async (wanted: (newest: KeyRow | undefined) => Date | undefined): Promise<void> => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
    const kid = randomUUID();
    const sealed = sealer.seal(
      purpose,
      JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }),
    );
    await database.transaction(async (client) => {
      await client.query('LOCK TABLE wellspring.authorization_key IN EXCLUSIVE MODE');
      const { rows } = await client.query<KeyRow>(
        'SELECT kid, sealed, signs_from FROM wellspring.authorization_key ORDER BY signs_from DESC LIMIT 1',
      );
      const signsFrom = wanted(rows[0]);
      if (signsFrom === undefined) return;
      await client.query('INSERT INTO wellspring.authorization_key VALUES ($1, $2, $3)', [
        kid,
        sealed,
        signsFrom,
      ]);
      await client.query('DELETE FROM wellspring.authorization_key WHERE signs_from < $1', [
        // What it signed is long over: its successor has signed for a rotation.
        new Date(now() - 2 * rotationDays * 86_400_000 - longestToken * 1000 - announcedFor),
      ]);
    });
  };

  const isDue = (newest: KeyRow | undefined): boolean =>
    newest === undefined || now() - newest.signs_from.getTime() > rotationDays * 86_400_000;
  const nextTurn = (newest: KeyRow | undefined): Date =>
    new Date(newest === undefined ? now() - 1000 : now() + announcedFor);

  const load = async (): Promise<SigningKeys> => {
    let rows = await read();
    if (isDue(rows[0])) {
      await make((newest) => (isDue(newest) ? nextTurn(newest) : undefined));
      rows = await read();
    }
    const turn = inTurn(rows, now(), longestToken);
    // The same keys stay the same object: whoever has read them in need not do so again.
    if (known && turn.map(({ kid }) => kid).join() === known.opened.map(({ kid }) => kid).join()) {
      known = { at: now(), opened: known.opened };
      return known.opened;
    }
    const opened = turn.map(({ sealed }) => {
      const plain = sealer.open(purpose, sealed);
      if (!plain) throw new Error('the signing keys were sealed with another master key');
      return JSON.parse(plain.toString()) as SigningKeys[number];
    });
    known = { at: now(), opened };
    return opened;
  };

  let loading: Promise<SigningKeys> | undefined;
  return {
    async keys() {
      if (known && now() - known.at < readAgainAfter) return known.opened;
      loading ??= load().finally(() => (loading = undefined));
      return loading;
    },
    async rotate() {
      await make(nextTurn);
      known = undefined;
    },
  };
}

/** The key whose turn it is, then those to come, then those whose tokens may still be about. */
function inTurn(rows: readonly KeyRow[], at: number, longestToken: number): readonly KeyRow[] {
  const current = rows.find(({ signs_from }) => signs_from.getTime() <= at);
  const coming = rows.filter(({ signs_from }) => signs_from.getTime() > at);
  const past = rows.filter((row, index) => {
    const successor = rows[index - 1];
    if (row === current || !successor || row.signs_from.getTime() > at) return false;
    return successor.signs_from.getTime() + longestToken * 1000 + announcedFor > at;
  });
  return [...(current ? [current] : []), ...coming, ...past];
}
