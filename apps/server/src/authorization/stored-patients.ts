import type { PatientCard, PatientDirectory } from '@wellspring/authorization';
import { parseSearch } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';

/** A Patient, as far as its card shows it. */
interface NamedPatient {
  readonly id: string;
  readonly name?: readonly {
    readonly use?: string;
    readonly text?: string;
    readonly given?: readonly string[];
    readonly family?: string;
  }[];
  readonly birthDate?: string;
  readonly gender?: string;
}

/**
 * The patients of a data store, found by searches as its data plane has them: each word begins a part of a name, and
 * what has a digit in it is an identifier.
 *
 * @param fineGrained `FineGrainedAuthorizationEnabled`: practitioners find those whose general practitioner they are
 */
export function storedPatients(store: DataStore, fineGrained: boolean): PatientDirectory {
  return {
    async find({ ids, text = '', practitioner, limit }) {
      if (ids?.length === 0) return [];
      const words = text.split(/\s+/).filter((word) => word !== '');
      const parameters: [string, string][] = words.map((word) => [
        /\d/.test(word) ? 'identifier' : 'name',
        literal(word),
      ]);
      if (ids) parameters.push(['_id', ids.map(literal).join(',')]);
      if (fineGrained && /^Practitioner(Role)?\//.test(practitioner))
        parameters.push(['general-practitioner', practitioner]);
      parameters.push(['_count', String(limit)]);
      if (ids?.length !== 1) parameters.push(['_sort', 'family']);
      const parsed = parseSearch({ kind: 'type', type: 'Patient' }, parameters, {
        strict: true,
        parameters: store.searchParameters(),
        defaultCount: limit,
        maxCount: limit,
      });
      if (!parsed.ok) return [];
      const { matches } = await store.search(parsed.query);
      return matches.map(({ body }) => cardOf(JSON.parse(body!.toString()) as NamedPatient));
    },
  };
}

/** What somebody typed is a value, not syntax (https://hl7.org/fhir/R4/search.html#escaping). */
function literal(text: string): string {
  return text.replace(/[\\,$|]/g, '\\$&');
}

function cardOf({ id, name = [], birthDate, gender }: NamedPatient): PatientCard {
  const shown =
    name.find(({ use }) => use === 'official') ?? name.find(({ use }) => use !== 'old') ?? name[0];
  const parts = [...(shown?.given ?? []), ...(shown?.family === undefined ? [] : [shown.family])];
  return { id, name: shown?.text ?? parts.join(' '), birthDate, gender };
}
