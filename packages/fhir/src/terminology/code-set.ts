/**
 * The codes of one system that are in a set: those listed, or (of a system whose codes are not known) all but
 * those listed. The two together are closed under union, intersection and difference.
 */
interface SystemCodes {
  readonly isListed: boolean;
  readonly codes: ReadonlySet<string>;
}

/** A set of codes of several systems. Systems that are not in it have no code in it. */
export type CodeSet = ReadonlyMap<string, SystemCodes>;

const none: SystemCodes = { isListed: true, codes: new Set() };

/** These codes of a system. */
export function listedCodes(system: string, codes: ReadonlySet<string>): CodeSet {
  return new Map([[system, { isListed: true, codes }]]);
}

/** Every code of a system, whatever they are. */
export function wholeSystem(system: string): CodeSet {
  return new Map([[system, { isListed: false, codes: new Set<string>() }]]);
}

function filtered(codes: ReadonlySet<string>, keep: (code: string) => boolean): ReadonlySet<string> {
  return new Set([...codes].filter(keep));
}

function joined(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a, ...b]);
}

function complement({ isListed, codes }: SystemCodes): SystemCodes {
  return { isListed: !isListed, codes };
}

function intersectCodes(a: SystemCodes, b: SystemCodes): SystemCodes {
  if (a.isListed && b.isListed)
    return { isListed: true, codes: filtered(a.codes, (code) => b.codes.has(code)) };
  if (a.isListed) return { isListed: true, codes: filtered(a.codes, (code) => !b.codes.has(code)) };
  if (b.isListed) return intersectCodes(b, a);
  return { isListed: false, codes: joined(a.codes, b.codes) };
}

function uniteCodes(all: readonly SystemCodes[]): SystemCodes {
  const listed = new Set<string>();
  for (const { isListed, codes } of all) if (isListed) for (const code of codes) listed.add(code);
  const [first, ...others] = all.filter(({ isListed }) => !isListed);
  if (first === undefined) return { isListed: true, codes: listed };
  const isLeftOut = (code: string): boolean =>
    !listed.has(code) && others.every(({ codes }) => codes.has(code));
  return { isListed: false, codes: filtered(first.codes, isLeftOut) };
}

/** Codes that are in one of the sets. All at once: a value set may include thousands. */
export function unite(sets: readonly CodeSet[]): CodeSet {
  const bySystem = new Map<string, SystemCodes[]>();
  for (const set of sets) {
    for (const [system, codes] of set) {
      const list = bySystem.get(system);
      if (list === undefined) bySystem.set(system, [codes]);
      else list.push(codes);
    }
  }
  return new Map([...bySystem].map(([system, all]) => [system, uniteCodes(all)]));
}

/** Codes that are in both. */
export function intersect(a: CodeSet, b: CodeSet): CodeSet {
  const both = new Map<string, SystemCodes>();
  for (const [system, codes] of a) both.set(system, intersectCodes(codes, b.get(system) ?? none));
  return both;
}

/** Codes that are in the first and not in the second. */
export function subtract(a: CodeSet, b: CodeSet): CodeSet {
  const left = new Map<string, SystemCodes>();
  for (const [system, codes] of a) left.set(system, intersectCodes(codes, complement(b.get(system) ?? none)));
  return left;
}

/** How many codes are listed in it. */
export function sizeOf(set: CodeSet): number {
  let size = 0;
  for (const { codes } of set.values()) size += codes.size;
  return size;
}
