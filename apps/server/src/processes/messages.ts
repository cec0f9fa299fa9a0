import type { ErrorCode } from '@wellspring/errors';
import type { Settings } from '../configuration/schema.js';
import type { Foundation } from '../foundation.js';

/** What the first process tells a serving one. */
export type Order =
  | {
      readonly order: 'serve';
      readonly foundation: Foundation;
      /** Those of the node; its port is the one that is listened on. */
      readonly settings: Settings;
      /** 0, 1, 2 ... */
      readonly number: number;
    }
  /** Comes with a connection to serve. */
  | { readonly order: 'take'; readonly connection: number }
  /** All processes of the node serve. */
  | { readonly order: 'be-ready' }
  /** Ends requests and jobs, and then itself. */
  | { readonly order: 'stop' };

/** What a serving process tells the first. */
export type Report =
  | { readonly report: 'waiting' }
  | { readonly report: 'serving'; readonly endpoint: string }
  /** It has the connection: nobody else needs to keep it. */
  | { readonly report: 'taken'; readonly connection: number }
  /** Its event loop turns. */
  | { readonly report: 'alive' }
  /** So many connections have been closed since that was said last. */
  | { readonly report: 'closed'; readonly count: number }
  /** It could not serve, and ends. `code`: that of the error where it is one of the catalogue. */
  | { readonly report: 'failed'; readonly code: ErrorCode | undefined; readonly message: string };
