import type { JsonObject } from '@wellspring/fhir';

/**
 * Search as the specification says it (https://hl7.org/fhir/R4/search.html#ptypes), on the resources'
 * JSON, by looking at each: what the index has to agree with. It shares no code with it, and knows just
 * the parameters and the forms of values that tests ask for.
 */
export function fulfils(
  tree: JsonObject,
  param: string,
  values: readonly string[],
  others: readonly JsonObject[] = [],
): boolean {
  // One resource has to have none of the values.
  if (param.endsWith(':not')) return fulfilsOne(tree, param, values.join(','), others);
  return values.some((value) => fulfilsOne(tree, param, value, others));
}

/** Whether this reading knows a parameter and its values: no modifiers, no `ap`, no exponents. */
export function isKnown(param: string, values: readonly string[]): boolean {
  return plain.has(param) && !values.some((value) => /(?:^|\$)ap|\de\d/.test(value));
}

const plain: ReadonlySet<string> = new Set([
  '_id',
  '_id:missing',
  '_lastUpdated:missing',
  'contenttype',
  'contenttype:below',
  '_tag',
  '_profile',
  'code',
  'category',
  'method',
  'value-concept',
  'identifier',
  'status',
  'subject',
  'patient',
  'patient:missing',
  'patient.gender',
  'patient.gender:not',
  'patient.gender:missing',
  'patient.birthdate:missing',
  'patient.organization.name',
  'performer:Patient.gender:not',
  'performer.active:not',
  'performer.partof.name',
  'value-string',
  'date',
  'probability',
  'value-quantity',
  'code-value-quantity',
  'code-value-concept',
  'code-value-string',
  'code-value-date',
  'relationship',
  'questionnaire:below',
  'partof:below',
  'partof:above',
  'organization:below',
  'organization:above',
  'performer:below',
  'performer:above',
]);

/** @param others every resource, where one counts for what it is part of */
function fulfilsOne(
  tree: JsonObject,
  param: string,
  value: string,
  others: readonly JsonObject[] = [],
): boolean {
  const of = (path: string): unknown[] => elements(tree, path.split('.'));
  switch (param) {
    case '_id':
      return tree['id'] === value;
    case '_id:missing':
    case '_lastUpdated:missing':
      return value === 'false';
    case 'contenttype':
      return of('content.attachment.contentType').includes(value);
    case 'contenttype:below':
      // "the base part of the mime type", and all of a type where that is all there is.
      return of('content.attachment.contentType').some((mimeType) => {
        const [base = ''] = (mimeType as string).toLowerCase().split(';');
        return base === value.toLowerCase() || base.split('/')[0] === value.replace(/\/$/, '');
      });
    case '_tag':
      return of('meta.tag').some((coding) => isToken(coding, value));
    case '_profile':
      return of('meta.profile').includes(value);
    case 'code':
    case 'category':
    case 'method':
      return of(`${param}.coding`).some((coding) => isToken(coding, value));
    case 'value-concept':
      return of('valueCodeableConcept.coding').some((coding) => isToken(coding, value));
    case 'identifier':
      return of('identifier').some((each) => {
        const { system, value: code } = each as { system?: string; value: string };
        return isToken({ system, code }, value);
      });
    case 'status':
      return of('status').some((code) =>
        isToken({ system: 'http://hl7.org/fhir/observation-status', code }, value),
      );
    case 'subject':
      return of('subject.reference').some((target) => target === value || afterSlash(target) === value);
    case 'patient':
      return of('subject').some((subject) => {
        const { reference, type } = subject as { reference?: string; type?: string };
        if (reference === `Patient/${value}`) return true;
        // "Observation.subject.where(resolve() is Patient)": a URN leads to what Reference.type says.
        return reference === value && (value.startsWith('Patient/') || type === 'Patient');
      });
    case 'patient:missing':
      return (value === 'true') !== of('subject').some((each) => isPatient(each, tree));
    case 'patient.gender':
    case 'patient.gender:not':
    case 'patient.gender:missing':
    case 'patient.birthdate:missing':
      return resolved(tree, tree, 'subject', 'Patient', others).some(([patient]) =>
        hasPlain(patient, param.slice('patient.'.length), value),
      );
    case 'performer:Patient.gender:not':
      return resolved(tree, tree, 'performer', 'Patient', others).some(([patient]) =>
        hasPlain(patient, 'gender:not', value),
      );
    case 'performer.active:not':
      return ['Patient', 'Organization'].some((type) =>
        resolved(tree, tree, 'performer', type, others).some(([each]) => hasPlain(each, 'active:not', value)),
      );
    case 'patient.organization.name':
      return resolved(tree, tree, 'subject', 'Patient', others).some(([patient, outer]) =>
        resolved(patient, outer, 'managingOrganization', 'Organization', others).some(([each]) =>
          folded(each['name'] as string).startsWith(folded(value)),
        ),
      );
    case 'performer.partof.name':
      return resolved(tree, tree, 'performer', 'Organization', others).some(([part, outer]) =>
        resolved(part, outer, 'partOf', 'Organization', others).some(([each]) =>
          folded(each['name'] as string).startsWith(folded(value)),
        ),
      );
    case 'value-string':
      // "(Observation.value as string) | (Observation.value as CodeableConcept).text"
      return [...of('valueString'), ...of('valueCodeableConcept.text')].some((text) =>
        folded(text as string).startsWith(folded(value)),
      );
    case 'date':
      return [...of('effectiveDateTime'), ...of('occurrenceDateTime'), ...of('effectivePeriod')].some(
        (date) => isDate(date, value),
      );
    case 'probability':
      return of('prediction.probabilityDecimal').some((number) => isNumber(number as number, value));
    case 'value-quantity':
      return of('valueQuantity').some((quantity) => isQuantity(quantity, value));
    case 'code-value-quantity': {
      const [code = '', quantity = ''] = value.split('$');
      return (
        of('code.coding').some((coding) => isToken(coding, code)) &&
        of('valueQuantity').some((each) => isQuantity(each, quantity))
      );
    }
    case 'code-value-string': {
      const [code = '', text = ''] = value.split('$');
      return (
        fulfilsOne(tree, 'code', code) &&
        of('valueString').some((each) => folded(each as string).startsWith(folded(text)))
      );
    }
    case 'code-value-date': {
      const [code = '', date = ''] = value.split('$');
      return fulfilsOne(tree, 'code', code) && of('valueDateTime').some((each) => isDate(each, date));
    }
    case 'questionnaire:below':
      // "http://acme.com/some-profile|1 matches ... |1.0, |1.1", and without a version all of them.
      return of('questionnaire').some((canonical) => {
        const [url, version = ''] = (canonical as string).split('|');
        const [wanted, from] = value.split('|');
        return (
          url === wanted && (from === undefined || version.split(/[.-]/)[0] === from || version === from)
        );
      });
    case 'partof:below':
    case 'partof:above':
    case 'organization:below':
    case 'organization:above':
    case 'performer:below':
    case 'performer:above': {
      const [name = '', direction] = param.split(':');
      const element = { partof: 'partOf', organization: 'managingOrganization', performer: 'performer' }[
        name
      ]!;
      const wanted = value.includes('/') ? value : `Organization/${value}`;
      const targets = of(`${element}.reference`).map((each) => (each as string).replace(/\/_history.*/, ''));
      return direction === 'below'
        ? targets.some((target) => target === wanted || wholesOf(target, others).has(wanted))
        : targets.some(
            (target) =>
              target === wanted ||
              (wholesOf(wanted, others).has(target) && others.some((each) => keyOf(each) === target)),
          );
    }
    case 'relationship': {
      const [token = '', target = ''] = value.split('$');
      return of('relatesTo').some((each) => {
        const { code, target: to } = each as { code: string; target: { reference?: string } };
        const coding = { system: 'http://hl7.org/fhir/document-relationship-type', code };
        return (
          isToken(coding, token) &&
          (to.reference === target || to.reference === `DocumentReference/${target}`)
        );
      });
    }
    case 'code-value-concept': {
      const [code = '', concept = ''] = value.split('$');
      return (
        of('code.coding').some((coding) => isToken(coding, code)) &&
        of('valueCodeableConcept.coding').some((coding) => isToken(coding, concept))
      );
    }
    default:
      throw new Error(`This test knows no parameter ${param}`);
  }
}

function isPatient(subject: unknown, outer: JsonObject): boolean {
  const { reference, type } = subject as { reference?: string; type?: string };
  if (reference?.startsWith('#') === true)
    return elements(outer, ['contained']).some(
      (each) => keyOf(each as JsonObject) === `Patient/${reference.slice(1)}`,
    );
  return reference?.startsWith('Patient/') === true || type === 'Patient';
}

/**
 * What an element of a resource refers to, of a type, each with the resource whose contained ones its own `#id`
 * lead to: "A chained condition will be evaluated inside contained resources".
 */
function resolved(
  tree: JsonObject,
  outer: JsonObject,
  element: string,
  type: string,
  others: readonly JsonObject[],
): readonly (readonly [JsonObject, JsonObject])[] {
  return elements(tree, [element, 'reference']).flatMap((each) => {
    const reference = (each as string).replace(/\/_history.*/, '');
    const inside = reference.startsWith('#');
    const key = inside ? `${type}/${reference.slice(1)}` : reference;
    const all = inside ? (elements(outer, ['contained']) as JsonObject[]) : others;
    return all
      .filter((found) => found['resourceType'] === type && keyOf(found) === key)
      .map((found) => [found, inside ? outer : found] as const);
  });
}

/** A plain element of a code or a date, with or without a modifier. */
function hasPlain(tree: JsonObject, asked: string, value: string): boolean {
  const [name = '', modifier] = asked.split(':');
  const found = tree[name === 'birthdate' ? 'birthDate' : name];
  if (modifier === 'missing') return (found === undefined) === (value === 'true');
  const has = found !== undefined && value.split(',').includes(JSON.stringify(found).replaceAll('"', ''));
  return has !== (modifier === 'not');
}

function keyOf(tree: JsonObject): string {
  return `${tree['resourceType'] as string}/${tree['id'] as string}`;
}

/** All that an organization is part of, by Organization.partOf, through however many others. */
function wholesOf(target: string, others: readonly JsonObject[]): ReadonlySet<string> {
  const wholes = new Set<string>();
  const next = [target];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    const tree = others.find((each) => keyOf(each) === at && each['resourceType'] === 'Organization');
    for (const whole of tree === undefined ? [] : elements(tree, ['partOf', 'reference'])) {
      const plain = (whole as string).replace(/\/_history.*/, '');
      if (wholes.has(plain) || plain.startsWith('Patient/')) continue;
      wholes.add(plain);
      next.push(plain);
    }
  }
  return wholes;
}

/** What a path leads to, lists taken apart. */
function elements(from: unknown, path: readonly string[]): unknown[] {
  if (from === undefined) return [];
  if (Array.isArray(from)) return from.flatMap((each) => elements(each, path));
  const [first, ...rest] = path;
  return first === undefined ? [from] : elements((from as JsonObject)[first], rest);
}

function isToken(coding: unknown, value: string): boolean {
  const { system, code } = coding as { system?: string | undefined; code?: unknown };
  const bar = value.indexOf('|');
  if (bar < 0) return code === value;
  const [wantedSystem, wantedCode] = [value.slice(0, bar), value.slice(bar + 1)];
  if (wantedCode === '') return system === wantedSystem;
  return code === wantedCode && (wantedSystem === '' ? system === undefined : system === wantedSystem);
}

function afterSlash(reference: unknown): string {
  return (reference as string).split('/').at(-1)!;
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();
}

function prefixOf(value: string): readonly [prefix: string, rest: string] {
  const match = /^(eq|ne|gt|lt|ge|le|sa|eb)(.*)$/.exec(value);
  return match === null ? ['eq', value] : [match[1]!, match[2]!];
}

type Span = readonly [from: number, until: number];

/** From the first moment a date means up to the first one it does not mean any more. */
function spanOf(date: string): Span {
  const from = Date.parse(
    date.length <= 10 ? `${date.padEnd(10, '-01')}T00:00:00Z`.replace('--', '-') : date,
  );
  const until = new Date(from);
  if (date.length === 4) until.setUTCFullYear(until.getUTCFullYear() + 1);
  else if (date.length === 7) until.setUTCMonth(until.getUTCMonth() + 1);
  else if (date.length === 10) until.setUTCDate(until.getUTCDate() + 1);
  else until.setTime(from + 1000);
  return [from, until.getTime()];
}

function isDate(stored: unknown, value: string): boolean {
  const [prefix, rest] = prefixOf(value);
  const [from, until] = spanOf(rest);
  let target: Span;
  if (typeof stored === 'string') target = spanOf(stored);
  else {
    const { start, end } = stored as { start?: string; end?: string };
    target = [
      start === undefined ? -Infinity : spanOf(start)[0],
      end === undefined ? Infinity : spanOf(end)[1],
    ];
  }
  const contained = from <= target[0] && target[1] <= until;
  switch (prefix) {
    case 'eq':
      return contained;
    case 'ne':
      return !contained;
    case 'gt':
      return target[1] > until;
    case 'lt':
      return target[0] < from;
    case 'ge':
      // "The range above" is taken to begin at the value's start here, so that a period that reaches into
      // the day is found; "the range below" for le likewise.
      return target[1] > from;
    case 'le':
      return target[0] < until;
    case 'sa':
      return target[0] >= until;
    default:
      return target[1] <= from;
  }
}

function isNumber(stored: number, value: string): boolean {
  return isInterval([stored, stored], value, 1);
}

/** @param unit what one of the searched unit is in the stored one */
function isInterval([low, high]: Span, value: string, unit: number): boolean {
  const [prefix, rest] = prefixOf(value);
  const wanted = Number(rest);
  const half = 0.5 * 10 ** -(rest.split('.')[1]?.length ?? 0);
  const [from, until, at] = [(wanted - half) * unit, (wanted + half) * unit, wanted * unit];
  // What is written with a few digits and differs in the tenth differs by rounding.
  const same = (a: number, b: number): boolean =>
    a === b || (Number.isFinite(a) && Math.abs(a - b) <= 1e-9 * Math.abs(a));
  const less = (a: number, b: number): boolean => a < b && !same(a, b);
  const contained = !less(low, from) && less(high, until);
  switch (prefix) {
    case 'eq':
      return contained;
    case 'ne':
      return !contained;
    case 'gt':
      return less(at, high);
    case 'sa':
      return less(at, low);
    case 'lt':
      return less(low, at);
    case 'eb':
      return less(high, at);
    case 'ge':
      return !less(high, at);
    default:
      return !less(at, low);
  }
}

const grams: Readonly<Record<string, number>> = { kg: 1000, g: 1, mg: 0.001 };
const ucum = 'http://unitsofmeasure.org';

function isQuantity(stored: unknown, value: string): boolean {
  const quantity = stored as {
    value: number;
    comparator?: string;
    unit?: string;
    system?: string;
    code?: string;
  };
  const [number = '', system = '', code = ''] = value.split('|');
  const interval: Span = [
    quantity.comparator?.startsWith('<') === true ? -Infinity : quantity.value,
    quantity.comparator?.startsWith('>') === true ? Infinity : quantity.value,
  ];
  if (code === '') return isInterval(interval, number, 1);
  if (system === '')
    return (quantity.code === code || quantity.unit === code) && isInterval(interval, number, 1);
  if (quantity.system !== system) return false;
  if (system !== ucum) return quantity.code === code && isInterval(interval, number, 1);
  return isInterval(interval, number, grams[code]! / grams[quantity.code!]!);
}
