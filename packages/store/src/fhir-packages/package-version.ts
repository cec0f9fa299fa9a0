/** The parts of `6.1.0-snapshot1`: numbers, and what is before the release. */
function partsOf(version: string): { readonly numbers: readonly number[]; readonly label: string } {
  const [, numbers = '', label = ''] = /^([0-9]*(?:\.[0-9]+)*)[-+.]?(.*)$/s.exec(version) ?? [];
  return { numbers: numbers === '' ? [] : numbers.split('.').map(Number), label };
}

/**
 * The order of versions as packages and canonical resources write them: by their numbers; of equal ones the release
 * is later than what has a label (`6.1.0-ballot`); else as text. Negative: `left` is earlier.
 *
 * @see https://semver.org/#spec-item-11
 */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [partsOf(left), partsOf(right)];
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at++) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.label === b.label) return left < right ? -1 : left > right ? 1 : 0;
  if (a.label === '' || b.label === '') return a.label === '' ? 1 : -1;
  return a.label < b.label ? -1 : 1;
}

/** Whether a version is one that a dependency asks for: `5.0.0`, `5.0.x`, `latest`. */
export function isVersionAsked(version: string, asked: string): boolean {
  if (/^(?:latest|current|dev|\*|)$/.test(asked)) return true;
  if (!asked.endsWith('.x')) return version === asked;
  return version.startsWith(asked.slice(0, -1));
}
