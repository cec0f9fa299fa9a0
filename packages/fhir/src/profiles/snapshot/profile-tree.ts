import type { JsonObject } from '../../json/json-value.js';
import type { ProfileElement } from './element-tree.js';

/** A profile, an extension definition or a type with the whole tree of its elements. */
export interface ProfileTree {
  readonly url: string;
  readonly version: string | undefined;
  /** What it constrains: `Patient`, `Extension`. */
  readonly type: string;
  readonly definition: JsonObject;
  readonly root: ProfileElement;
}
