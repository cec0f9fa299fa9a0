import { isResourceType } from '../definitions/r4.js';
import { typeInUrl } from '../fhirpath/reference-type.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { RuleRun } from './rule-run.js';

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/;
/**
 * What is looked up: `Patient?identifier=1` (https://hl7.org/fhir/R4/http.html#trules). It means something in
 * transactions only, but what was exported before it was resolved has it, too.
 */
const search = /^([A-Z][A-Za-z]+)\?/;

function searchedType(url: string): string | undefined {
  const type = search.exec(url)?.[1];
  return type !== undefined && isResourceType(type) ? type : undefined;
}

/** The type that a literal reference leads to, as far as the resource and its Bundle tell. */
function literalType(run: RuleRun, url: string): string | undefined {
  let target: JsonValue | undefined;
  if (url.startsWith('#')) target = run.contained().get(url.slice(1))?.['resourceType'];
  else if (run.context.bundle !== undefined) target = run.entries().get(url)?.['resourceType'];
  return typeof target === 'string' ? target : (typeInUrl(url) ?? searchedType(url));
}

function checkForm(run: RuleRun, url: string): void {
  if (url.startsWith('#')) {
    // "#" alone is the container (https://hl7.org/fhir/R4/references.html#contained), though ref-1 forgets it.
    if (url.length > 1 && !run.contained().has(url.slice(1)))
      run.add(
        'invalid-reference',
        `leads to "${url.slice(0, 65)}", but no contained resource has that id (ref-1)`,
      );
    return;
  }
  if (scheme.test(url) || typeInUrl(url) !== undefined || searchedType(url) !== undefined) return;
  run.add('invalid-reference', `"${url.slice(0, 64)}" is neither an absolute URL, nor Type/id, nor #id`);
}

/**
 * References: their form, and whether they lead to a type that the element refers to. A stated `Reference.type` has
 * to be that of the literal reference.
 * @see https://hl7.org/fhir/R4/references.html
 */
export function checkReference(
  run: RuleRun,
  { reference: url, type: stated }: JsonObject,
  targets: ReadonlySet<string> | undefined,
): void {
  let type: string | undefined;
  if (typeof url === 'string') {
    checkForm(run, url);
    type = literalType(run, url);
  }
  if (typeof stated === 'string' && isResourceType(stated)) {
    if (type !== undefined && type !== stated)
      run.add('reference-target', `leads to a resource of type ${type}, but its type says ${stated}`);
    type ??= stated;
  }
  if (type !== undefined && targets !== undefined && !targets.has(type))
    run.add(
      'reference-target',
      `leads to a resource of type ${type}, but needs ${[...targets].join(' or ')}`,
    );
}
