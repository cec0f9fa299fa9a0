/** What a coordinator of Citus says in its own words of what a worker reported, and the SQLSTATE that this has elsewhere. */
const said: readonly (readonly [message: RegExp, state: string])[] = [
  // It lost a worker in the midst of a transaction, which it then rolls back (XX000, remote_transaction.c).
  [/^failure on connection marked as essential/, '08006'],
  // Likewise in a COPY (58030, multi_copy.c).
  [/^failed to (?:complete )?COPY /, '08006'],
  // What a worker says of a COPY is handed on without its state (XX000, ReportCopyError in multi_copy.c).
  [/^duplicate key value violates unique constraint /, '23505'],
  [/^deadlock detected$/, '40P01'],
  [/^could not serialize access /, '40001'],
];

/**
 * The SQLSTATE that a worker of Citus reported, where its coordinator hands the message on as an error of its own: an
 * internal one (XX000), or one of input and output (58030). Any other state is what it is.
 *
 * Told by the source of Citus 13; workers have to speak English (`lc_messages`).
 */
export function stateOfWorker(state: string, message: string): string {
  if (state !== 'XX000' && state !== '58030') return state;
  return said.find(([words]) => words.test(message))?.[1] ?? state;
}
