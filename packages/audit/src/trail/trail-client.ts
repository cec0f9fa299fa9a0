import type { Database } from '@wellspring/database';

/** A connection of the trail's own. */
export type TrailClient = Awaited<ReturnType<Database['dedicated']>>;
