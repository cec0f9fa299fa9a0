import type { Taker } from '../../fhirpath/visit.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonValue } from '../../json/json-value.js';
import type { Extraction } from './extraction.js';

const history = /^(.+)\/_history\/[^/]+$/;

/** A reference as it stands and, where it names a version, without it first. */
function addReference(extraction: Extraction, param: string, reference: JsonValue | undefined): void {
  if (typeof reference !== 'string' || reference === '' || reference.startsWith('#')) return;
  if (reference.includes('/_history/')) {
    const unversioned = history.exec(reference)?.[1];
    if (unversioned !== undefined) extraction.values.push({ kind: 'reference', param, target: unversioned });
  }
  extraction.values.push({ kind: 'reference', param, target: reference });
}

/** Likewise: `http://…/ValueSet/v|1.0` (https://hl7.org/fhir/R4/references.html#canonical). */
export function withoutCanonicalVersion(canonical: string): string | undefined {
  const bar = canonical.indexOf('|');
  return bar > 0 ? canonical.slice(0, bar) : undefined;
}

/**
 * References and canonicals as the targets of a reference
 * parameter (https://hl7.org/fhir/R4/search.html#reference). References by identifier alone lead to
 * nothing that a target names: they are for `:identifier`.
 */
export function referenceValues(param: string): Taker<Extraction> {
  return (element) => {
    switch (element.type) {
      case 'Reference':
        return (value, extraction) => {
          if (isObject(value)) addReference(extraction, param, value['reference']);
        };
      case 'canonical':
      case 'uri':
        return (value, extraction) => {
          if (typeof value !== 'string' || value === '' || value.startsWith('#')) return;
          const unversioned = withoutCanonicalVersion(value);
          if (unversioned !== undefined) {
            extraction.values.push({ kind: 'reference', param, target: unversioned });
          }
          extraction.values.push({ kind: 'reference', param, target: value });
        };
      default:
        return undefined;
    }
  };
}
