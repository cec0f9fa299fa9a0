import type { Caller } from '@wellspring/access';
import type { Grant } from '@wellspring/smart';

/** Who sent a request to a data store. */
export interface RestCaller extends Caller {
  /** What the access token gave, where the request came with one; undefined: it was signed. */
  readonly grant?: Grant;
}
