import { WellspringError } from '@wellspring/errors';
import { parseSearch, type JsonObject } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';
import { localKey } from '../include/resource-key.js';

/** Patients that one user is related to: each is looked for in whatever is searched. */
const MOST = 1_000;

const userReference = /^(Patient|RelatedPerson|Practitioner|PractitionerRole)\/([A-Za-z0-9\-.]{1,64})$/;

/**
 * The ids of the patients whose records a user may see under fine-grained authorization: a practitioner those that
 * have them as `generalPractitioner`; a patient or related person those that name them in `Patient.link.other`, a
 * patient their own, a related person that of the patient they are related to. Others see none.
 *
 * @param store all of it
 * @param user as the token names them, `Practitioner/5`
 * @throws WellspringError `too-costly` where there are more than a thousand
 * @see https://docs.aws.amazon.com/healthlake/latest/devguide/reference-smart-on-fhir-fine-grained-authorization.html
 */
export async function relatedPatients(
  store: Pick<DataStore, 'id' | 'search' | 'read'>,
  user: string | undefined,
): Promise<readonly string[]> {
  const [, type, id] = userReference.exec(user ?? '') ?? [];
  if (user === undefined || type === undefined || id === undefined) return [];
  switch (type) {
    case 'Practitioner':
    case 'PractitionerRole':
      return patientsBy(store, 'general-practitioner', user);
    case 'Patient':
      return [...new Set([id, ...(await patientsBy(store, 'link', user))])];
    default: {
      const body = (await store.read(type, id))?.body;
      // Who is not there, or not any more, is related to nobody.
      if (body === undefined) return [];
      const { patient = {} } = JSON.parse(body.toString()) as { patient?: JsonObject };
      const { reference } = patient;
      const key = typeof reference === 'string' ? localKey(reference, store.id) : undefined;
      const own = key?.type === 'Patient' ? [key.id] : [];
      return [...new Set([...own, ...(await patientsBy(store, 'link', user))])];
    }
  }
}

async function patientsBy(
  store: Pick<DataStore, 'search'>,
  param: string,
  user: string,
): Promise<readonly string[]> {
  const parsed = parseSearch({ kind: 'type', type: 'Patient' }, [[param, user]], { strict: true });
  if (!parsed.ok) throw new Error(`Patients cannot be searched by ${param}`);
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.search({
      ...parsed.query,
      count: MOST,
      ...(cursor !== undefined && { cursor }),
    });
    ids.push(...page.matches.map((match) => match.id));
    if (ids.length > MOST)
      throw new WellspringError('too-costly', `The user is related to more than ${MOST} patients`);
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}
