import type { AuthorizationOptions } from './authorization-options.js';

const every = 600_000;
const atOnce = 5_000;

/** Removes, every ten minutes, what is over, and what belonged to data stores that are gone. */
export function sweeper({
  database,
  exists,
  onFailure,
}: Pick<AuthorizationOptions, 'database' | 'exists' | 'onFailure'>): {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
} {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const sweep = async (): Promise<void> => {
    for (const [table, over] of [
      ['authorization_record', 'expires_at < now()'],
      ['authorization_attempt', "last_at < now() - interval '1 day'"],
    ] as const)
      await database.query(
        `DELETE FROM wellspring.${table} WHERE ctid IN (SELECT ctid FROM wellspring.${table} WHERE ${over} LIMIT $1)`,
        [atOnce],
      );
    const stores = await database.query<{ data_store_id: string }>(
      `SELECT data_store_id FROM wellspring.authorization_account UNION
       SELECT data_store_id FROM wellspring.authorization_client`,
    );
    for (const { data_store_id: id } of stores)
      if (!(await exists(id)))
        for (const table of ['authorization_account', 'authorization_client', 'authorization_record'])
          await database.query(`DELETE FROM wellspring.${table} WHERE data_store_id = $1`, [id]);
  };

  return {
    start() {
      timer = setInterval(() => {
        running ??= sweep()
          .catch((error: unknown) => {
            onFailure(error, '');
          })
          .finally(() => (running = undefined));
      }, every);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
