import { isResourceId } from '@wellspring/fhir';
import type { Grant } from '../grant.js';
import { parseScopes } from '../scopes/parse-scope.js';
import { listClaim, textClaim, type Claims } from './claims.js';

/** What a data store has to say about what its tokens give. */
export interface GrantTerms extends Pick<Grant, 'versions' | 'granular' | 'fineGrained'> {
  /** The address of the data store, without a slash at the end: references may begin with it. */
  readonly base: string;
  /** Who a token is of that says so itself of neither user nor app. */
  readonly namelessSubject: string;
}

/** Users of whom SMART knows (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-identity-data). */
const userTypes = ['Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson', 'Person'] as const;

/**
 * What the claims of a token give in a data store. Scopes are in `scope`, or in `scp` as some servers have it; the
 * patient in context is `patient` as in SMART's token response, `launch_response_patient` as AWS's own servers write
 * it, or the one Patient of `fhirContext`. A patient or user at another address than the data store's is none of its.
 */
export function grantOf(claims: Claims, terms: GrantTerms): Grant {
  const { base, namelessSubject, versions, granular, fineGrained } = terms;
  const scopes = (listClaim(claims, 'scope') ?? listClaim(claims, 'scp') ?? []).flatMap((text) =>
    text.split(' '),
  );
  const patient = patientOf(claims, base);
  const fhirUser = reference(textClaim(claims, 'fhirUser'), userTypes, base);
  const app = ['azp', 'client_id', 'cid', 'appid'].map((name) => textClaim(claims, name)).find(Boolean);
  const subject = textClaim(claims, 'sub') ?? textClaim(claims, 'uid') ?? app ?? namelessSubject;
  return {
    scopes: parseScopes(scopes).map(({ text }) => text),
    versions,
    granular,
    ...(patient !== undefined && { patient }),
    ...(fhirUser !== undefined && { fhirUser }),
    fineGrained,
    clientId: app ?? subject,
    subject,
  };
}

/** The id of the patient in context. A claim that is there but names none leaves no room for the next one. */
function patientOf(claims: Claims, base: string): string | undefined {
  for (const name of ['patient', 'launch_response_patient']) {
    if (claims[name] === undefined) continue;
    const text = textClaim(claims, name);
    if (text === undefined) return undefined;
    return isResourceId(text) ? text : idOf(reference(text, ['Patient'], base));
  }
  return patientOfContext(claims['fhirContext'], base);
}

/** SMART's `fhirContext` (a list of objects, or of references in its first drafts), where it tells of one Patient. */
function patientOfContext(context: unknown, base: string): string | undefined {
  if (!Array.isArray(context)) return undefined;
  const ids = new Set<string>();
  for (const item of context as readonly unknown[]) {
    const { reference: named, role } = (typeof item === 'string' ? { reference: item } : (item ?? {})) as {
      readonly reference?: unknown;
      readonly role?: unknown;
    };
    // Another role than that of the launch is of another patient: the mother of the one in context, say.
    if (role !== undefined && role !== 'launch') continue;
    const id = idOf(reference(typeof named === 'string' ? named : undefined, ['Patient'], base));
    if (id !== undefined) ids.add(id);
  }
  const [only, ...others] = ids;
  return others.length === 0 ? only : undefined;
}

/** A reference to a resource of this data store, relative: `Practitioner/5`. */
function reference(text: string | undefined, types: readonly string[], base: string): string | undefined {
  const relative = text?.startsWith(`${base}/`) ? text.slice(base.length + 1) : text;
  const [type, id, ...rest] = relative?.split('/') ?? [];
  return type !== undefined &&
    id !== undefined &&
    rest.length === 0 &&
    types.includes(type) &&
    isResourceId(id)
    ? `${type}/${id}`
    : undefined;
}

function idOf(named: string | undefined): string | undefined {
  return named?.slice(named.indexOf('/') + 1);
}
