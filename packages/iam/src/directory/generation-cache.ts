/** Keeps promises by key for as long as a generation lasts; the one not used for longest goes first. */
export interface GenerationCache<Value> {
  get(generation: bigint, key: string, load: () => Promise<Value>): Promise<Value>;
}

/** @param most entries that are kept */
export function generationCache<Value>(most: number): GenerationCache<Value> {
  let kept = new Map<string, Promise<Value>>();
  let of: bigint | undefined;
  return {
    get(generation, key, load) {
      // A slow request may come with an older one than the newest seen; what it loads is kept by nobody.
      if (of === undefined || generation > of) {
        kept = new Map();
        of = generation;
      } else if (generation < of) return load();
      const own = kept;
      const known = own.get(key);
      if (known !== undefined) {
        own.delete(key);
        own.set(key, known);
        return known;
      }
      const loading = load();
      own.set(key, loading);
      // What failed is asked for again.
      loading.catch(() => {
        if (own.get(key) === loading) own.delete(key);
      });
      if (own.size > most) own.delete(own.keys().next().value!);
      return loading;
    },
  };
}
