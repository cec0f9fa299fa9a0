/** A size of a store that is measured. */
export interface Size {
  /** As it was asked for: `150k`. */
  readonly label: string;
  readonly resources: number;
}

/** Reads `150k`, `1.5m`, `2000`, several with commas, or `both` of 150k and 1.5m; ascending. */
export function readSizes(text: string): readonly Size[] {
  const sizes = (text === 'both' ? '150k,1.5m' : text).split(',').map((part) => {
    const label = part.trim().toLowerCase();
    const [, number, unit] = /^(\d+(?:\.\d+)?)([km]?)$/.exec(label) ?? [];
    const resources = Math.round(Number(number) * (unit === 'm' ? 1e6 : unit === 'k' ? 1e3 : 1));
    if (number === undefined || resources < 100 || resources > 1e9)
      throw new Error(`--size takes 150k, 1.5m, both, or numbers from 100 to 1000m, not "${part}"`);
    return { label, resources };
  });
  return sizes.sort((a, b) => a.resources - b.resources);
}
