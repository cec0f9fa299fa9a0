import type { JsonObject } from '@wellspring/fhir';

/** Resources with values of every kind of index table; the same for the same number. */
export function observation(number: number, id = `o${number}`): JsonObject {
  return {
    resourceType: 'Observation',
    id,
    status: number % 5 === 0 ? 'preliminary' : 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: number % 2 === 0 ? 'vital-signs' : 'laboratory',
          },
        ],
      },
    ],
    code: {
      coding: [
        { system: 'http://loinc.org', code: `code-${number % 7}` },
        // The same code under two systems: two rows under one hash.
        ...(number % 3 === 0 ? [{ system: 'http://example.org/codes', code: `code-${number % 7}` }] : []),
      ],
    },
    subject: { reference: `Patient/p${number % 11}` },
    effectiveDateTime: new Date(Date.UTC(2020, 0, 1) + number * 3_600_000).toISOString(),
    valueQuantity: { value: number / 10, unit: 'cm', system: 'http://unitsofmeasure.org', code: 'cm' },
  };
}

export function patient(number: number, id = `p${number}`): JsonObject {
  return {
    resourceType: 'Patient',
    id,
    name: [{ family: `Müller-${number}`, given: ['Ana', `N${number}`] }],
    gender: number % 2 === 0 ? 'female' : 'male',
    birthDate: String(1950 + (number % 60)),
    identifier: [{ system: 'urn:mrn', value: `m${number}` }],
  };
}

/** Values of number, uri and composite parameters, and a period without an end. */
export function rarer(number: number): readonly JsonObject[] {
  return [
    {
      resourceType: 'RiskAssessment',
      id: `r${number}`,
      status: 'final',
      subject: { reference: `Patient/p${number % 11}` },
      prediction: [
        { probabilityDecimal: number / 100 },
        { probabilityRange: { low: { value: 0.5 }, high: { value: 0.9 } } },
      ],
    },
    {
      resourceType: 'Encounter',
      id: `e${number}`,
      status: 'in-progress',
      class: { code: 'AMB' },
      subject: { reference: `Patient/p${number % 11}` },
      period: { start: `20${String(10 + (number % 10))}-03-04` },
    },
    { resourceType: 'ValueSet', id: `v${number}`, status: 'active', url: `http://example.org/vs/${number}` },
  ];
}

/** Values of composite parameters of every kind; `number` up to 99. */
export function composites(number: number): readonly JsonObject[] {
  const code = { coding: [{ system: 'http://loinc.org', code: `c${number % 3}` }] };
  const base = { resourceType: 'Observation', status: 'final', code };
  const concept = { coding: [{ system: `urn:s${number % 2}`, code: `v${number % 5}` }] };
  const at = `2021-01-${String(1 + (number % 28)).padStart(2, '0')}`;
  return [
    { ...base, id: `k${number}`, valueCodeableConcept: concept },
    { ...base, id: `t${number}`, valueString: `Note ${number}` },
    { ...base, id: `d${number}`, valueDateTime: at },
    {
      resourceType: 'DocumentReference',
      id: `f${number}`,
      status: 'current',
      content: [{ attachment: { url: 'http://example.org/a' } }],
      relatesTo: [
        {
          code: number % 2 === 0 ? 'replaces' : 'appends',
          target: { reference: `DocumentReference/x${number % 7}` },
        },
      ],
    },
    {
      resourceType: 'MolecularSequence',
      id: `m${number}`,
      coordinateSystem: 0,
      referenceSeq: {
        chromosome: { coding: [{ system: 'urn:chromosome', code: `${number % 3}` }] },
        windowStart: number * 10,
        windowEnd: number * 10 + (number % 4) * 50,
      },
    },
  ];
}
