import type { SlicePath } from '../compiled-profile.js';

const step =
  /^(?:(\$this)|extension\(\s*['"]([^'"]{1,1000})['"]\s*\)|(resolve)\(\)|(?:ofType|as)\(\s*(?:FHIR\.)?([A-Za-z]+)\s*\)|([A-Za-z_][A-Za-z0-9_]*)(?:\[x\])?)(?:\.|$)/;

/**
 * The path of a discriminator, which is a restricted FHIRPath: elements, `extension(url)`, `resolve()`, `ofType()` and
 * `$this`. Undefined where it is anything else.
 * @see https://hl7.org/fhir/R4/profiling.html#discriminator
 * @example readSlicePath('value.ofType(Coding).code')
 */
export function readSlicePath(text: string): SlicePath | undefined {
  const path: SlicePath[number][] = [];
  for (let rest = text.trim(); rest !== '';) {
    const match = step.exec(rest);
    if (match === null || path.length > 32) return undefined;
    const [all, self, url, resolve, type, name] = match;
    if (url !== undefined) path.push({ kind: 'extension', url });
    else if (resolve !== undefined) path.push({ kind: 'resolve' });
    else if (type !== undefined) path.push({ kind: 'type', type });
    else if (name !== undefined) path.push({ kind: 'child', name });
    else if (self === undefined) return undefined;
    rest = rest.slice(all.length);
  }
  return path;
}
