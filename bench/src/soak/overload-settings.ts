/** A server that takes little on, and how many connections that is: those worked on, and those that wait. */
export const overloadSettings = {
  environment: {
    WELLSPRING_READS_AT_ONCE: '16',
    WELLSPRING_SEARCHES_AT_ONCE: '4',
    WELLSPRING_WRITES_AT_ONCE: '8',
    WELLSPRING_BUNDLES_AT_ONCE: '1',
    WELLSPRING_WAITING_REQUESTS: '1',
    WELLSPRING_WAITING_MS: '5000',
  },
  connections: 2 * (16 + 4 + 8 + 1),
} as const;
