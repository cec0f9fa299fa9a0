/** What was looked up before, up to a number of entries; then it begins anew. */
export interface BoundedMemory<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export function boundedMemory<Value>(most: number): BoundedMemory<Value> {
  const kept = new Map<string, Value>();
  return {
    get: (key) => kept.get(key),
    set(key, value) {
      if (kept.size >= most) kept.clear();
      kept.set(key, value);
    },
  };
}
