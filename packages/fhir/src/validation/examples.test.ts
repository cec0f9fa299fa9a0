import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../definitions/r4.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { minimal } from '../testing/minimal-resource.js';
import { wrongExamples } from '../testing/wrong-examples.js';
import { validateBase } from './validate-base.js';

/** HL7's package of R4 with all its examples, where `npm run generate -w packages/fhir` has put it. */
const examples = new URL('../../../../node_modules/.cache/wellspring-fhir-r4/package/', import.meta.url);
const data = new URL('../../../../../shared/data/', import.meta.url);

function errors(tree: JsonObject): readonly string[] {
  return validateBase(tree)
    .issues.filter(({ severity }) => severity === 'error')
    .map(({ diagnostics }) => diagnostics);
}

function readResource(file: URL): JsonObject | undefined {
  const tree = JSON.parse(readFileSync(file, 'utf8')) as JsonValue;
  return isObject(tree) && typeof tree['resourceType'] === 'string' ? tree : undefined;
}

describe.runIf(existsSync(examples))('the official examples of R4', () => {
  it('are valid, but for those that are known to be wrong', { timeout: 300_000 }, () => {
    const files = readdirSync(examples).filter((file) => file.endsWith('.json') && file !== 'package.json');
    const unexpected: string[] = [];
    const stillWrong = new Set<string>();
    for (const file of files) {
      const tree = readResource(new URL(file, examples));
      for (const message of tree === undefined ? [] : errors(tree)) {
        if (wrongExamples.get(file)?.some(({ shows }) => message.includes(shows))) stillWrong.add(file);
        else unexpected.push(`${file}: ${message}`);
      }
    }
    expect(unexpected).toEqual([]);
    // The list holds no more than it has to.
    expect([...wrongExamples.keys()].filter((file) => !stillWrong.has(file))).toEqual([]);
  });
});

describe.runIf(existsSync(data)).each(['synthea', 'synthea-us-core'])('the data of %s', (folder) => {
  /** What Synthea itself does wrong: a language of another code system. */
  const known = ['has no code from the required value set http://hl7.org/fhir/ValueSet/all-languages'];

  it('is valid', { timeout: 300_000 }, () => {
    const unexpected = new Set<string>();
    const files = readdirSync(new URL(`${folder}/`, data)).filter((file) =>
      /^[A-Z].*\.ndjson\.gz$/.test(file),
    );
    for (const file of files) {
      const text = gunzipSync(readFileSync(new URL(`${folder}/${file}`, data))).toString();
      for (const line of text.split('\n', 500)) {
        if (line === '') continue;
        for (const message of errors(JSON.parse(line) as JsonObject))
          if (!known.some((each) => message.includes(each))) unexpected.add(message);
      }
    }
    expect([...unexpected]).toEqual([]);
  });
});

describe('the least that a resource may be', () => {
  /** What their invariants ask beyond the elements that are required. */
  const more: Readonly<Record<string, JsonObject>> = {
    AllergyIntolerance: {
      clinicalStatus: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
        ],
      },
    },
    Appointment: { status: 'proposed', participant: [{ type: [{ text: 'x' }], status: 'accepted' }] },
    AppointmentResponse: { actor: { display: 'x' } },
    Bundle: { type: 'collection' },
    CapabilityStatement: { kind: 'requirements', description: 'x', rest: [{ mode: 'server' }] },
    Consent: { policyRule: { text: 'x' } },
    EventDefinition: { trigger: [{ type: 'named-event', name: 'x' }] },
    ImmunizationRecommendation: {
      recommendation: [{ vaccineCode: [{ text: 'x' }], forecastStatus: { text: 'x' } }],
    },
    InsurancePlan: { name: 'x' },
    Linkage: { item: ['source', 'alternate'].map((type) => ({ type, resource: { display: 'x' } })) },
    Organization: { name: 'x' },
    StructureDefinition: {
      abstract: true,
      type: 'Patient',
      differential: { element: [{ id: 'a', path: 'Patient' }] },
    },
    TerminologyCapabilities: { kind: 'requirements', description: 'x' },
  };

  it.each(resourceTypes)('%s is valid', (type) => {
    expect(errors(minimal(type, more[type]))).toEqual([]);
  });
});
