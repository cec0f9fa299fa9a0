import { inputFilesOf } from './copy-input.js';
import { ndjsonLines } from './ndjson-lines.js';
import type { SeededRandom } from './seeded-random.js';

/** What the searches are made from: values that occur in the data, by the ids of the data itself. */
export interface DrawnFacts {
  readonly resources: number;
  readonly observations: number;
  readonly patients: readonly PatientFact[];
  /** An even draw of the observations that have a patient and a code. */
  readonly sample: readonly ObservationFact[];
  /** How many observations have a token, by parameter (`code`, `category`, `status`) and token. */
  readonly tokens: Readonly<Record<TokenParameter, ReadonlyMap<string, number>>>;
  /** Patients of encounters, an even draw. */
  readonly encounterPatients: readonly string[];
}

export interface PatientFact {
  readonly id: string;
  readonly family: string;
}

export interface ObservationFact {
  readonly patient: PatientFact;
  /** `system|code`, as a search writes it. */
  readonly code: string;
  readonly category?: string;
  readonly status?: string;
  /** Milliseconds since 1970. */
  readonly date?: number;
  readonly quantity?: { readonly value: number; readonly unit: string };
}

export type TokenParameter = 'code' | 'category' | 'status';

/** The members that are read; anything may be missing in data that is not ours. */
interface Concept {
  readonly coding?: readonly { readonly system?: string; readonly code?: string }[];
}
interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly name?: readonly { readonly family?: string }[];
  readonly subject?: { readonly reference?: string };
  readonly code?: Concept;
  readonly category?: readonly Concept[];
  readonly status?: string;
  readonly effectiveDateTime?: string;
  readonly valueQuantity?: { readonly value?: number; readonly system?: string; readonly code?: string };
}

/** More would not make the draw any evener. */
const sampleSize = 30_000;
const readTypes = /"resourceType"\s*:\s*"(?:Patient|Observation|Encounter)"/;

/** Reads a folder of NDJSON once. */
export async function drawFacts(folder: string, random: SeededRandom): Promise<DrawnFacts> {
  const patients = new Map<string, PatientFact>();
  const tokens: Record<TokenParameter, Map<string, number>> = {
    code: new Map(),
    category: new Map(),
    status: new Map(),
  };
  const sampled = reservoir<Omit<ObservationFact, 'patient'> & { readonly patientId: string }>(random);
  const encounterPatients = reservoir<string>(random);
  let resources = 0;
  let observations = 0;
  for (const file of inputFilesOf(folder)) {
    for await (const line of ndjsonLines(file)) {
      resources += 1;
      if (!readTypes.test(line)) continue;
      const resource = JSON.parse(line) as Resource;
      const patientId = /^Patient\/(.+)$/.exec(resource.subject?.reference ?? '')?.[1];
      if (resource.resourceType === 'Patient') {
        patients.set(resource.id, { id: resource.id, family: resource.name?.[0]?.family ?? '' });
      } else if (resource.resourceType === 'Encounter' && patientId !== undefined) {
        encounterPatients.add(patientId);
      } else if (resource.resourceType === 'Observation') {
        observations += 1;
        const fact = observationFact(resource);
        for (const parameter of ['code', 'category', 'status'] as const) {
          const token = fact[parameter];
          if (token !== undefined) tokens[parameter].set(token, (tokens[parameter].get(token) ?? 0) + 1);
        }
        const { code } = fact;
        if (patientId !== undefined && code !== undefined) sampled.add({ ...fact, code, patientId });
      }
    }
  }
  return {
    resources,
    observations,
    tokens,
    patients: [...patients.values()],
    sample: sampled.drawn.flatMap(({ patientId, ...fact }) => {
      const patient = patients.get(patientId);
      return patient ? [{ ...fact, patient }] : [];
    }),
    encounterPatients: encounterPatients.drawn,
  };
}

type LooseFact = Partial<Omit<ObservationFact, 'patient'>>;

function observationFact({ code, category, status, effectiveDateTime, valueQuantity }: Resource): LooseFact {
  const codeToken = tokenOf(code);
  const categoryToken = tokenOf(category?.[0]);
  const date = Date.parse(effectiveDateTime ?? '');
  const { value, system, code: unit } = valueQuantity ?? {};
  return {
    ...(codeToken !== undefined && { code: codeToken }),
    ...(categoryToken !== undefined && { category: categoryToken }),
    ...(status !== undefined && { status }),
    ...(!Number.isNaN(date) && { date }),
    ...(value !== undefined &&
      value > 0 &&
      system !== undefined &&
      unit !== undefined && { quantity: { value, unit: `${system}|${escaped(unit)}` } }),
  };
}

function tokenOf(concept: Concept | undefined): string | undefined {
  const { system, code } = concept?.coding?.[0] ?? {};
  return system === undefined || code === undefined ? undefined : `${system}|${escaped(code)}`;
}

/** https://hl7.org/fhir/R4/search.html#escaping */
function escaped(text: string): string {
  return text.replaceAll(/[\\,|$]/g, (char) => `\\${char}`);
}

/** Keeps an even draw of all that is added (Vitter's algorithm R). */
function reservoir<T>(random: SeededRandom): { readonly drawn: readonly T[]; add(item: T): void } {
  const drawn: T[] = [];
  let seen = 0;
  return {
    drawn,
    add(item) {
      seen += 1;
      if (drawn.length < sampleSize) drawn.push(item);
      else {
        const place = random.int(seen);
        if (place < sampleSize) drawn[place] = item;
      }
    },
  };
}
