import {
  compartmentTypes,
  localTarget,
  parseSearch,
  requestedInterval,
  resourceTypes,
  unknownElements,
  type Issue,
  type SearchParameters,
} from '@wellspring/fhir';
import type { BulkExport } from '@wellspring/jobs';
import type { QueryPair } from '../../request/query-pairs.js';
import { isStorableType } from '../../routing/storable-types.js';
import { readTypeFilters } from './type-filters.js';

/** The parameters of a kick-off request, understood, or what is wrong with them. */
export type ExportParameters =
  | { readonly ok: true; readonly bulk: Omit<BulkExport, 'request'> }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** What they are read for. */
export interface ExportKickOff {
  readonly scope: BulkExport['scope'];
  readonly base: string;
  readonly storeId: string;
  /** Of the data store: what filters may name. */
  readonly parameters: SearchParameters;
  /** What this server cannot honour is passed over, where that gives the client no wrong resources. */
  readonly lenient: boolean;
  /** Whether they came in a body: `patient` is for these only. */
  readonly post: boolean;
}

const formats: ReadonlySet<string> = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);
const patientTypes: ReadonlySet<string> = new Set(compartmentTypes('Patient'));
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const patientReference = /^Patient\/([A-Za-z0-9\-.]{1,64})$/;
const element = /^(?:([A-Z][A-Za-z]*)\.)?([a-z_][A-Za-z0-9_]*(?:\[x\])?)$/;
/** Parameters that can be there once. */
const single: ReadonlySet<string> = new Set(['_outputFormat', '_since', '_until']);

/**
 * Reads the parameters of an export (https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters), those of
 * HealthLake (`_until`, `_security`, `_tag`) included. All issues are told, not only the first.
 */
export function readExportParameters(pairs: readonly QueryPair[], kickOff: ExportKickOff): ExportParameters {
  const { scope, base, lenient, parameters } = kickOff;
  const issues: Issue[] = [];
  const refuse = (code: Issue['code'], diagnostics: string): void => {
    issues.push({ severity: 'error', code, diagnostics });
  };
  const refuseUnlessLenient = (diagnostics: string): void => {
    if (!lenient) refuse('not-supported', diagnostics);
  };
  const values = (name: string): readonly string[] =>
    pairs.filter((pair) => pair[0] === name).map(([, value]) => value);
  const list = (name: string): readonly string[] =>
    values(name).flatMap((value) => value.split(',').map((each) => each.trim()));
  const momentOf = (name: '_since' | '_until'): string | undefined => {
    // A plus that was not escaped in the address has become a space.
    const [text] = values(name).map((value) => value.replace(' ', '+'));
    if (text === undefined) return undefined;
    const interval = instant.test(text) ? requestedInterval(text) : undefined;
    if (interval !== undefined) return new Date(Math.floor(interval.low / 1000)).toISOString();
    refuse('invalid', `${name}: it must be an instant, such as 2026-03-04T05:06:07Z`);
    return undefined;
  };

  for (const name of new Set(pairs.map((pair) => pair[0])))
    if (!known.has(name))
      refuseUnlessLenient(`The parameter ${JSON.stringify(name.slice(0, 64))} is not known`);
    else if (single.has(name) && values(name).length > 1)
      refuse('invalid', `${name}: it can be given once only`);

  // A plus that was not escaped has become a space.
  const format = values('_outputFormat').find((value) => !formats.has(value.replace(' ', '+')));
  if (format !== undefined) refuseUnlessLenient('_outputFormat: application/fhir+ndjson is all there is');
  if (values('includeAssociatedData').length > 0)
    refuseUnlessLenient(
      'includeAssociatedData: it is not supported; the Provenance of exported resources is there by default',
    );

  const asked = list('_type');
  const unknown = asked.filter((type) => !isStorableType(type));
  if (unknown.length > 0)
    refuseUnlessLenient(`_type: ${JSON.stringify(unknown.join(',').slice(0, 200))}: no resource type here`);
  const types = asked.filter(isStorableType);
  if (asked.length > 0 && types.length === 0 && lenient)
    refuse('not-supported', '_type: none of them is a resource type here');
  if (types.length > 0 && scope.level !== 'system' && !types.some((type) => patientTypes.has(type)))
    refuse('not-supported', '_type: none of them can be in the compartment of a patient');

  const since = momentOf('_since');
  const until = momentOf('_until');
  if (since !== undefined && until !== undefined && since >= until)
    refuse('invalid', '_until: it must be later than _since');

  const filtered = readTypeFilters(values('_typeFilter'), base, parameters);
  if (!filtered.ok) issues.push(...filtered.issues);
  const filters = filtered.ok ? filtered.filters : [];
  const outside = types.length === 0 ? undefined : filters.find(({ type }) => !types.includes(type));
  if (outside !== undefined)
    refuseUnlessLenient(`_typeFilter: ${outside.type} is not among the types of _type`);

  const labels = pairs.filter(([name]) => name === '_tag' || name === '_security');
  const labelled = parseSearch({ kind: 'type', type: 'Patient' }, labels, { strict: true, baseUrl: base });
  if (!labelled.ok) issues.push(...labelled.issues);

  const elements = list('_elements').map((text) => element.exec(text));
  const misnamed = elements.some((match) => match === null || !isElement(match[1], match[2]!));
  if (misnamed)
    refuseUnlessLenient('_elements: each must be an element at the root of a resource, name or Patient.name');

  const patients = values('patient').map((reference) =>
    patientReference.exec(localTarget(reference, kickOff.storeId)),
  );
  if (patients.length > 0 && (scope.level === 'system' || !kickOff.post))
    refuse('invalid', 'patient: it is for exports of patients or a group that are kicked off by POST');
  else if (patients.includes(null)) refuse('invalid', 'patient: it must be a reference such as Patient/123');

  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    bulk: {
      base,
      scope,
      ...(types.length > 0 && { types: [...new Set(types)] }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(filters.length > 0 && { filters }),
      ...(labels.length > 0 && { labels }),
      ...(elements.length > 0 && {
        elements: elements
          .filter((match) => match !== null)
          .filter((match) => isElement(match[1], match[2]!))
          .map((match) => ({ ...(match[1] !== undefined && { type: match[1] }), name: match[2]! })),
      }),
      ...(patients.length > 0 && { patients: [...new Set(patients.map((match) => match![1]!))] }),
    },
  };
}

const known: ReadonlySet<string> = new Set([
  '_outputFormat',
  '_type',
  '_since',
  '_until',
  '_typeFilter',
  '_elements',
  '_security',
  '_tag',
  'patient',
  'includeAssociatedData',
  // Of every request, and read elsewhere.
  '_format',
  '_pretty',
]);

function isElement(type: string | undefined, name: string): boolean {
  if (type !== undefined && !isStorableType(type)) return false;
  return unknownElements(type === undefined ? resourceTypes : [type], [name]).length === 0;
}
