import type { JsonObject } from '@wellspring/fhir';

/**
 * Search as the specification says it (https://hl7.org/fhir/R4/search.html#ptypes), on the resources'
 * JSON, by looking at each: what the index has to agree with. It shares no code with it, and knows just
 * the parameters and the forms of values that tests ask for.
 */
export function fulfils(tree: JsonObject, param: string, values: readonly string[]): boolean {
  return values.some((value) => fulfilsOne(tree, param, value));
}

function fulfilsOne(tree: JsonObject, param: string, value: string): boolean {
  const of = (path: string): unknown[] => elements(tree, path.split('.'));
  switch (param) {
    case '_id':
      return tree['id'] === value;
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
      return of('subject.reference').some(
        (target) => target === `Patient/${value}` || (target === value && value.startsWith('Patient/')),
      );
    case 'value-string':
      return of('valueString').some((text) => folded(text as string).startsWith(folded(value)));
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
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
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
  const [prefix, rest] = prefixOf(value);
  const wanted = Number(rest);
  const half = 0.5 * 10 ** -(rest.split('.')[1]?.length ?? 0);
  // Of what is written with three digits at most: whole thousandths compare exactly.
  const [low, high, is, at] = [wanted - half, wanted + half, stored, wanted].map((x) =>
    Math.round(x * 1e4),
  ) as [number, number, number, number];
  switch (prefix) {
    case 'eq':
      return low <= is && is < high;
    case 'ne':
      return !(low <= is && is < high);
    case 'gt':
    case 'sa':
      return is > at;
    case 'lt':
    case 'eb':
      return is < at;
    case 'ge':
      return is >= at;
    default:
      return is <= at;
  }
}

function isQuantity(stored: unknown, value: string): boolean {
  const quantity = stored as { value: number; unit?: string; system?: string; code?: string };
  const [number = '', system = '', code = ''] = value.split('|');
  if (!isNumber(quantity.value, number)) return false;
  if (code === '') return true;
  if (system === '') return quantity.code === code || quantity.unit === code;
  return quantity.system === system && quantity.code === code;
}
