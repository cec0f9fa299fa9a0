import type { ResourceKey } from '@wellspring/store';

/** A key as references write it. */
export function keyText({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}
