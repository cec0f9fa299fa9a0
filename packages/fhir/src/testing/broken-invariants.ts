import type { JsonObject } from '../json/json-value.js';
import { minimal as m } from './minimal-resource.js';

/** The key of an invariant, and a resource that breaks it and no other rule that is an error, but for one that says the same. */
export type BrokenInvariant = readonly [key: string, tree: JsonObject, also?: string];

const ref = { reference: 'Patient/1' };
const text = { text: 'x' };
const ucum = 'http://unitsofmeasure.org';
const patient = { resourceType: 'Patient', id: 'p' };
const term = 'http://terminology.hl7.org/CodeSystem/';

function coding(system: string, code: string): JsonObject {
  return { coding: [{ system, code }] };
}

function observation(members: JsonObject): JsonObject {
  return m('Observation', members);
}

function quantity(value: JsonObject): JsonObject {
  return observation({ valueQuantity: value });
}

/** A value of a type that no resource has in a simpler place. */
function extended(name: string, value: JsonObject): JsonObject {
  return { resourceType: 'Patient', extension: [{ url: 'http://a.example/x', [`value${name}`]: value }] };
}

function bundle(members: JsonObject): JsonObject {
  return m('Bundle', { type: 'collection', ...members });
}

const found = { fullUrl: 'http://a.example/Patient/p', resource: patient };

const resources: readonly BrokenInvariant[] = [
  [
    'dom-4',
    m('Patient', {
      contained: [{ ...patient, meta: { versionId: '1' } }],
      link: [{ other: { reference: '#p' }, type: 'refer' }],
    }),
  ],
  [
    'dom-5',
    m('Patient', {
      contained: [{ ...patient, meta: { security: [{ system: 'http://a.example', code: 'x' }] } }],
      link: [{ other: { reference: '#p' }, type: 'refer' }],
    }),
  ],
  ['dom-6', m('Patient')],
  ['ait-1', m('AllergyIntolerance')],
  [
    'ait-2',
    m('AllergyIntolerance', {
      clinicalStatus: coding(`${term}allergyintolerance-clinical`, 'active'),
      verificationStatus: coding(`${term}allergyintolerance-verification`, 'entered-in-error'),
    }),
  ],
  [
    'app-2',
    m('Appointment', {
      status: 'proposed',
      start: '2020-01-01T00:00:00Z',
      participant: [{ type: [text], status: 'accepted' }],
    }),
  ],
  ['app-3', m('Appointment', { status: 'booked', participant: [{ type: [text], status: 'accepted' }] })],
  [
    'app-4',
    m('Appointment', {
      status: 'proposed',
      cancelationReason: text,
      participant: [{ type: [text], status: 'accepted' }],
    }),
  ],
  ['app-1', m('Appointment', { status: 'proposed', participant: [{ status: 'accepted' }] })],
  ['apr-1', m('AppointmentResponse')],
  ['sev-1', m('AuditEvent', { entity: [{ name: 'x', query: 'YQ==' }] })],
  ['bdl-1', bundle({ total: 1 })],
  ['bdl-2', bundle({ entry: [{ ...found, search: { mode: 'match' } }] })],
  ['bdl-3', m('Bundle', { type: 'batch', entry: [{ resource: patient }] })],
  ['bdl-3', bundle({ entry: [{ ...found, request: { method: 'GET', url: 'Patient/p' } }] })],
  ['bdl-4', m('Bundle', { type: 'batch-response', entry: [{ resource: patient }] })],
  ['bdl-4', bundle({ entry: [{ ...found, response: { status: '200' } }] })],
  ['bdl-7', bundle({ entry: [found, found] })],
  [
    'bdl-9',
    m('Bundle', {
      type: 'document',
      timestamp: '2020-01-01T00:00:00Z',
      entry: [{ fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', resource: m('Composition') }],
    }),
  ],
  [
    'bdl-10',
    m('Bundle', {
      type: 'document',
      identifier: { system: 'http://a.example', value: 'x' },
      entry: [{ fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', resource: m('Composition') }],
    }),
  ],
  [
    'bdl-11',
    m('Bundle', {
      type: 'document',
      timestamp: '2020-01-01T00:00:00Z',
      identifier: { system: 'http://a.example', value: 'x' },
      entry: [found],
    }),
  ],
  ['bdl-12', m('Bundle', { type: 'message', entry: [found] })],
  ['bdl-5', bundle({ entry: [{ fullUrl: 'http://a.example/x' }] })],
  ['bdl-8', bundle({ entry: [{ fullUrl: 'http://a.example/Patient/p/_history/1', resource: patient }] })],
  [
    'cpb-0',
    m('CapabilityStatement', {
      name: 'x',
      kind: 'requirements',
      description: 'x',
      rest: [m('CapabilityStatement.rest')],
    }),
  ],
  ['cpb-1', m('CapabilityStatement', { kind: 'requirements', description: 'x' })],
  ['cpb-2', m('CapabilityStatement', { kind: 'requirements', rest: [m('CapabilityStatement.rest')] })],
  [
    'cpb-3',
    m('CapabilityStatement', {
      kind: 'requirements',
      description: 'x',
      messaging: [
        {
          endpoint: [
            { protocol: { system: `${term}message-transport`, code: 'http' }, address: 'http://a.example' },
          ],
        },
      ],
    }),
  ],
  [
    'cpb-7',
    m('CapabilityStatement', {
      kind: 'requirements',
      description: 'x',
      document: [
        { mode: 'producer', profile: 'http://a.example/p' },
        { mode: 'producer', profile: 'http://a.example/p' },
      ],
    }),
  ],
  [
    'cpb-14',
    m('CapabilityStatement', { kind: 'instance', description: 'x', rest: [m('CapabilityStatement.rest')] }),
  ],
  [
    'cpb-15',
    m('CapabilityStatement', { kind: 'capability', description: 'x', rest: [m('CapabilityStatement.rest')] }),
  ],
  [
    'cpb-16',
    m('CapabilityStatement', {
      kind: 'requirements',
      software: { name: 'x' },
      rest: [m('CapabilityStatement.rest')],
    }),
  ],
  [
    'cpb-9',
    m('CapabilityStatement', {
      kind: 'requirements',
      description: 'x',
      rest: [m('CapabilityStatement.rest', { resource: [{ type: 'Patient' }, { type: 'Patient' }] })],
    }),
  ],
  [
    'cpb-12',
    m('CapabilityStatement', {
      kind: 'requirements',
      description: 'x',
      rest: [
        m('CapabilityStatement.rest', {
          resource: [
            {
              type: 'Patient',
              searchParam: [
                { name: 'x', type: 'token' },
                { name: 'x', type: 'token' },
              ],
            },
          ],
        }),
      ],
    }),
  ],
  [
    'cpl-3',
    m('CarePlan', { activity: [{ detail: { status: 'unknown' }, reference: { reference: 'Task/1' } }] }),
  ],
  [
    'ctm-1',
    m('CareTeam', {
      contained: [{ resourceType: 'Organization', id: 'o', name: 'x' }],
      participant: [{ member: { reference: '#o' }, onBehalfOf: { reference: 'Organization/1' } }],
    }),
  ],
  ['csd-1', m('CodeSystem', { concept: [{ code: 'a' }, { code: 'b', concept: [{ code: 'a' }] }] })],
  ['cmp-1', m('Composition', { section: [{ title: 'x' }] })],
  ['cmp-2', m('Composition', { section: [{ emptyReason: text, entry: [ref] }] })],
  [
    'cmd-1',
    m('ConceptMap', {
      group: [{ element: [{ code: 'a', target: [{ code: 'b', equivalence: 'narrower' }] }] }],
    }),
  ],
  ['cmd-2', m('ConceptMap', { group: [{ element: [{ code: 'a' }], unmapped: { mode: 'fixed' } }] })],
  ['cmd-3', m('ConceptMap', { group: [{ element: [{ code: 'a' }], unmapped: { mode: 'other-map' } }] })],
  ['con-3', m('Condition', { category: [coding(`${term}condition-category`, 'problem-list-item')] })],
  [
    'con-4',
    m('Condition', { abatementString: 'x', clinicalStatus: coding(`${term}condition-clinical`, 'active') }),
  ],
  [
    'con-5',
    m('Condition', {
      clinicalStatus: coding(`${term}condition-clinical`, 'active'),
      verificationStatus: coding(`${term}condition-ver-status`, 'entered-in-error'),
    }),
  ],
  ['con-1', m('Condition', { stage: [{ type: text }] })],
  ['con-2', m('Condition', { evidence: [{ extension: [{ url: 'http://a.example', valueString: 'x' }] }] })],
  ['ppc-1', m('Consent')],
  [
    'ces-1',
    m('CoverageEligibilityResponse', {
      insurance: [{ coverage: { reference: 'Coverage/1' }, item: [{ name: 'x' }] }],
    }),
  ],
  ['ees-0', m('EffectEvidenceSynthesis', { name: 'x' })],
  ['fhs-1', m('FamilyMemberHistory', { ageString: 'x', bornString: 'x' })],
  ['fhs-2', m('FamilyMemberHistory', { estimatedAge: true })],
  ['gol-1', m('Goal', { target: [{ detailString: 'x' }] })],
  ['grp-1', m('Group', { actual: false, member: [{ entity: ref }] })],
  ['imm-1', m('Immunization', { education: [{ publicationDate: '2020' }] })],
  ['imr-1', m('ImmunizationRecommendation', { recommendation: [{ forecastStatus: text }] })],
  [
    'ig-1',
    m('ImplementationGuide', {
      definition: { grouping: [{ id: 'a', name: 'x' }], resource: [{ reference: ref, groupingId: 'b' }] },
    }),
  ],
  [
    'ig-2',
    m('ImplementationGuide', {
      fhirVersion: ['4.0.1'],
      definition: { resource: [{ reference: ref, fhirVersion: ['3.0.1'] }] },
    }),
  ],
  ['ipn-1', m('InsurancePlan')],
  ['lnk-1', m('Linkage')],
  ['lst-1', m('List', { emptyReason: text, entry: [{ item: ref }] })],
  ['lst-2', m('List', { mode: 'snapshot', entry: [{ item: ref, deleted: true }] })],
  ['lst-3', m('List', { mode: 'snapshot', entry: [{ item: ref, date: '2020' }] })],
  [
    'mea-1',
    m('Measure', {
      group: [
        {
          stratifier: [
            { description: 'x', component: [{ criteria: { language: 'text/cql', expression: 'x' } }] },
          ],
        },
      ],
    }),
  ],
  ['mrp-1', m('MeasureReport', { type: 'data-collection', group: [{ code: text }] })],
  [
    'mrp-2',
    m('MeasureReport', {
      type: 'summary',
      group: [{ stratifier: [{ stratum: [{ measureScore: { value: 1 } }] }] }],
    }),
  ],
  ['mad-1', m('MedicationAdministration', { dosage: { text: 'x' } })],
  ['mdd-1', m('MedicationDispense', { whenPrepared: '2020-01-02', whenHandedOver: '2020-01-01' })],
  ['md-1', m('MessageDefinition', { focus: [{ code: 'Patient', min: 0, max: '0' }] })],
  ['msq-3', m('MolecularSequence', { coordinateSystem: 2 })],
  [
    'msq-5',
    m('MolecularSequence', {
      coordinateSystem: 1,
      referenceSeq: { chromosome: text, referenceSeqString: 'x' },
    }),
  ],
  ['msq-6', m('MolecularSequence', { coordinateSystem: 1, referenceSeq: { windowStart: 1 } })],
  ['nsd-1', m('NamingSystem', { kind: 'root', uniqueId: [{ type: 'uuid', value: 'x' }] })],
  [
    'nsd-2',
    m('NamingSystem', {
      kind: 'codesystem',
      uniqueId: [
        { type: 'oid', value: 'x', preferred: true },
        { type: 'oid', value: 'y', preferred: true },
      ],
    }),
  ],
  ['nor-1', m('NutritionOrder')],
  [
    'obs-6',
    observation({ valueString: 'x', dataAbsentReason: coding(`${term}data-absent-reason`, 'unknown') }),
  ],
  [
    'obs-7',
    observation({
      code: coding('http://a.example', 'x'),
      valueString: 'x',
      component: [{ code: coding('http://a.example', 'x'), valueString: 'y' }],
    }),
  ],
  ['obs-3', observation({ referenceRange: [{ type: text }] })],
  ['opd-1', m('OperationDefinition', { parameter: [{ name: 'x', use: 'in', min: 0, max: '1' }] })],
  [
    'opd-2',
    m('OperationDefinition', {
      parameter: [{ name: 'x', use: 'in', min: 0, max: '1', type: 'code', searchType: 'string' }],
    }),
  ],
  [
    'opd-3',
    m('OperationDefinition', {
      parameter: [
        { name: 'x', use: 'in', min: 0, max: '1', type: 'code', targetProfile: ['http://a.example'] },
      ],
    }),
  ],
  ['org-1', m('Organization')],
  ['org-2', m('Organization', { name: 'x', address: [{ use: 'home', text: 'x' }] })],
  ['org-3', m('Organization', { name: 'x', telecom: [{ use: 'home', system: 'phone', value: '1' }] })],
  ['inv-1', m('Parameters', { parameter: [{ name: 'x' }] })],
  ['inv-1', m('Parameters', { parameter: [{ name: 'x', valueString: 'x', resource: patient }] })],
  ['pat-1', m('Patient', { contact: [{ gender: 'male' }] })],
  [
    'que-2',
    m('Questionnaire', {
      item: [
        { linkId: 'a', type: 'string' },
        { linkId: 'a', type: 'string' },
      ],
    }),
  ],
  ['que-1', m('Questionnaire', { item: [{ linkId: 'a', type: 'group' }] })],
  [
    'que-1',
    m('Questionnaire', { item: [{ linkId: 'a', type: 'display', item: [{ linkId: 'b', type: 'string' }] }] }),
  ],
  [
    'que-3',
    m('Questionnaire', {
      item: [{ linkId: 'a', type: 'display', code: [{ system: 'http://a.example', code: 'x' }] }],
    }),
  ],
  [
    'que-4',
    m('Questionnaire', {
      item: [
        {
          linkId: 'a',
          type: 'choice',
          answerValueSet: 'http://a.example',
          answerOption: [{ valueString: 'x' }],
        },
      ],
    }),
  ],
  [
    'que-5',
    m('Questionnaire', { item: [{ linkId: 'a', type: 'boolean', answerOption: [{ valueString: 'x' }] }] }),
  ],
  ['que-6', m('Questionnaire', { item: [{ linkId: 'a', type: 'display', required: true }] })],
  [
    'que-8',
    m('Questionnaire', { item: [{ linkId: 'a', type: 'display', initial: [{ valueString: 'x' }] }] }),
  ],
  ['que-9', m('Questionnaire', { item: [{ linkId: 'a', type: 'display', readOnly: true }] })],
  ['que-10', m('Questionnaire', { item: [{ linkId: 'a', type: 'date', maxLength: 1 }] })],
  [
    'que-11',
    m('Questionnaire', {
      item: [
        {
          linkId: 'a',
          type: 'choice',
          answerOption: [{ valueString: 'x' }],
          initial: [{ valueString: 'x' }],
        },
      ],
    }),
  ],
  [
    'que-12',
    m('Questionnaire', {
      item: [
        {
          linkId: 'a',
          type: 'string',
          enableWhen: [
            { question: 'b', operator: '=', answerString: 'x' },
            { question: 'c', operator: '=', answerString: 'x' },
          ],
        },
      ],
    }),
  ],
  [
    'que-13',
    m('Questionnaire', {
      item: [{ linkId: 'a', type: 'string', initial: [{ valueString: 'x' }, { valueString: 'y' }] }],
    }),
  ],
  [
    'que-7',
    m('Questionnaire', {
      item: [
        {
          linkId: 'a',
          type: 'string',
          enableWhen: [{ question: 'b', operator: 'exists', answerString: 'x' }],
        },
      ],
    }),
  ],
  [
    'qrs-1',
    m('QuestionnaireResponse', {
      item: [{ linkId: 'a', answer: [{ valueString: 'x' }], item: [{ linkId: 'b' }] }],
    }),
  ],
  ['rqg-1', m('RequestGroup', { action: [{ title: 'x' }] })],
  [
    'ras-1',
    m('RiskAssessment', {
      prediction: [{ probabilityRange: { low: { value: 1, code: 'kg', system: ucum } } }],
    }),
  ],
  ['ras-2', m('RiskAssessment', { prediction: [{ probabilityDecimal: 101 }] })],
  ['spd-1', m('SearchParameter', { xpath: 'x' })],
  ['spd-2', m('SearchParameter', { type: 'string', chain: ['x'] })],
  ['prr-1', m('ServiceRequest', { orderDetail: [text] })],
  [
    'smp-1',
    m('StructureMap', {
      group: [
        m('StructureMap.group', { rule: [m('StructureMap.group.rule', { target: [{ element: 'x' }] })] }),
      ],
    }),
  ],
  [
    'smp-2',
    m('StructureMap', {
      group: [
        m('StructureMap.group', { rule: [m('StructureMap.group.rule', { target: [{ context: 'x' }] })] }),
      ],
    }),
  ],
  ['inv-1', m('Task', { authoredOn: '2020-01-02', lastModified: '2020-01-01' })],
  ['tcp-2', m('TerminologyCapabilities', { kind: 'requirements' })],
  ['tcp-3', m('TerminologyCapabilities', { kind: 'instance', description: 'x' })],
  ['tcp-4', m('TerminologyCapabilities', { kind: 'capability', description: 'x' })],
  ['tcp-5', m('TerminologyCapabilities', { kind: 'requirements', software: { name: 'x' } })],
  [
    'tcp-1',
    m('TerminologyCapabilities', {
      kind: 'requirements',
      description: 'x',
      codeSystem: [{ version: [{ isDefault: true }, { code: 'b' }] }],
    }),
  ],
  [
    'inv-1',
    m('TestReport', { setup: { action: [{ extension: [{ url: 'http://a.example', valueString: 'x' }] }] } }),
  ],
  [
    'inv-2',
    m('TestReport', { test: [{ action: [{ extension: [{ url: 'http://a.example', valueString: 'x' }] }] }] }),
  ],
  ['vsd-1', m('ValueSet', { compose: { include: [{ version: '1' }] } })],
  [
    'vsd-2',
    m('ValueSet', { compose: { include: [{ valueSet: ['http://a.example'], concept: [{ code: 'x' }] }] } }),
  ],
  [
    'vsd-3',
    m('ValueSet', {
      compose: {
        include: [
          {
            system: 'http://a.example',
            concept: [{ code: 'x' }],
            filter: [{ property: 'x', op: '=', value: 'x' }],
          },
        ],
      },
    }),
  ],
  ['vsd-6', m('ValueSet', { expansion: { timestamp: '2020', contains: [{ abstract: true }] } })],
  ['vsd-9', m('ValueSet', { expansion: { timestamp: '2020', contains: [{ display: 'x' }] } })],
  ['vsd-10', m('ValueSet', { expansion: { timestamp: '2020', contains: [{ code: 'x' }] } })],
];

const types: readonly BrokenInvariant[] = [
  ['age-1', m('Condition', { onsetAge: { value: 1 } })],
  ['age-1', m('Condition', { onsetAge: { value: -1, system: ucum, code: 'a' } })],
  ['qty-3', quantity({ value: 1, code: 'x' })],
  ['sqty-1', observation({ referenceRange: [{ low: { value: 1, comparator: '<' } }] })],
  ['cnt-3', extended('Count', { value: 1.5, system: ucum, code: '1' })],
  ['dis-1', extended('Distance', { value: 1 })],
  ['drt-1', extended('Duration', { system: ucum, code: 'h' })],
  ['att-1', m('Patient', { photo: [{ data: 'YQ==' }] })],
  ['cpt-2', m('Patient', { telecom: [{ value: '1' }] })],
  ['drq-1', extended('DataRequirement', { type: 'Patient', codeFilter: [{ code: [{ code: 'x' }] }] })],
  ['drq-2', extended('DataRequirement', { type: 'Patient', dateFilter: [{ valueDateTime: '2020' }] })],
  ['exp-1', extended('Expression', { language: 'text/cql' })],
  ['per-1', m('Patient', { name: [{ text: 'x', period: { start: '2020-01-02', end: '2020-01-01' } }] })],
  ['rng-2', observation({ valueRange: { low: { value: 2 }, high: { value: 1 } } })],
  [
    'rng-2',
    observation({
      valueRange: {
        low: { value: 1, unit: 'g', system: ucum, code: 'g' },
        high: { value: 999, system: ucum, code: 'mg' },
      },
    }),
  ],
  ['rat-1', observation({ valueRatio: { numerator: { value: 1 } } })],
  ['tim-1', extended('Timing', { repeat: { duration: 1 } })],
  ['tim-2', extended('Timing', { repeat: { period: 1 } })],
  ['tim-4', extended('Timing', { repeat: { duration: -1, durationUnit: 'h' } })],
  ['tim-5', extended('Timing', { repeat: { period: -1, periodUnit: 'h' } })],
  ['tim-6', extended('Timing', { repeat: { periodMax: 1 } })],
  ['tim-7', extended('Timing', { repeat: { durationMax: 1 } })],
  ['tim-8', extended('Timing', { repeat: { countMax: 1 } })],
  ['tim-9', extended('Timing', { repeat: { offset: 1 } })],
  ['tim-9', extended('Timing', { repeat: { offset: 1, when: ['C'] } })],
  ['tim-10', extended('Timing', { repeat: { timeOfDay: ['00:00:00'], when: ['MORN'] } })],
  [
    'trd-1',
    extended('TriggerDefinition', { type: 'periodic', timingDate: '2020', data: [{ type: 'Patient' }] }),
  ],
  [
    'trd-2',
    extended('TriggerDefinition', {
      type: 'periodic',
      timingDate: '2020',
      condition: { language: 'text/cql', expression: 'x' },
    }),
  ],
  ['trd-3', extended('TriggerDefinition', { type: 'named-event' })],
  ['trd-3', extended('TriggerDefinition', { type: 'data-added' })],
];

const url = 'http://a.example/StructureDefinition/x';
const specified = 'http://hl7.org/fhir/StructureDefinition/x';

function definition(members: JsonObject): JsonObject {
  return m('StructureDefinition', {
    url,
    name: 'X',
    kind: 'resource',
    abstract: false,
    type: 'Patient',
    baseDefinition: 'http://a.example/b',
    derivation: 'constraint',
    ...members,
  });
}

function differential(...element: readonly JsonObject[]): JsonObject {
  return definition({
    differential: { element: element.map((each, index) => ({ id: `e${index}`, ...each })) },
  });
}

function snapshot(...element: readonly JsonObject[]): JsonObject {
  const whole = { definition: 'x', min: 0, max: '1', base: { path: 'x', min: 0, max: '1' } };
  return definition({
    snapshot: { element: element.map((each, index) => ({ id: `e${index}`, ...whole, ...each })) },
  });
}

const element = { path: 'Patient.name' };
const root = { path: 'Patient' };

const definitions: readonly BrokenInvariant[] = [
  ['sdf-0', definition({ name: 'x y', differential: { element: [{ id: 'a', ...root }] } })],
  ['sdf-1', { ...snapshot(root, element, element), derivation: 'specialization' }],
  [
    'sdf-4',
    m('StructureDefinition', {
      url,
      name: 'X',
      kind: 'resource',
      abstract: false,
      type: 'Patient',
      differential: { element: [{ id: 'a', ...root }] },
    }),
  ],
  [
    'sdf-5',
    definition({
      kind: 'complex-type',
      type: 'Extension',
      differential: { element: [{ id: 'a', path: 'Extension' }] },
    }),
  ],
  ['sdf-6', definition({})],
  ['sdf-9', differential({ ...root, label: 'x' })],
  ['sdf-15a', differential({ ...root, type: [{ code: 'Patient' }] })],
  ['sdf-14', definition({ differential: { element: [root] } }), 'sdf-17'],
  [
    'sdf-16',
    definition({
      snapshot: {
        element: [
          { id: 'a', definition: 'x', min: 0, max: '1', base: { path: 'x', min: 0, max: '1' }, ...root },
          { id: 'a', definition: 'x', min: 0, max: '1', base: { path: 'x', min: 0, max: '1' }, ...element },
        ],
      },
    }),
  ],
  [
    'sdf-17',
    definition({
      differential: {
        element: [
          { id: 'a', ...root },
          { id: 'a', ...element },
        ],
      },
    }),
  ],
  ['sdf-18', definition({ contextInvariant: ['x'], differential: { element: [{ id: 'a', ...root }] } })],
  ['sdf-19', { ...differential(root, { ...element, type: [{ code: 'a-b' }] }), url: specified }],
  ['sdf-11', snapshot({ path: 'Other' }), 'sdf-8'],
  ['sdf-15', snapshot({ ...root, type: [{ code: 'Patient' }] })],
  [
    'sdf-22',
    {
      ...differential(root, { ...element, defaultValueString: 'x' }),
      url: specified,
      derivation: 'specialization',
    },
  ],
  ['eld-19', { ...differential({ path: '?' }), kind: 'logical' }],
  ['eld-20', { ...differential({ path: '1' }), kind: 'logical' }],
  ['sdf-21', differential(root, { ...element, defaultValueString: 'x' })],
  ['sdf-2', definition({ mapping: [{ identity: 'x' }], differential: { element: [{ id: 'a', ...root }] } })],
  [
    'sdf-3',
    definition({ snapshot: { element: [{ id: 'a', ...root, base: { path: 'x', min: 0, max: '1' } }] } }),
  ],
  [
    'sdf-8b',
    definition({ snapshot: { element: [{ id: 'a', ...root, definition: 'x', min: 0, max: '1' }] } }),
  ],
  ['sdf-8', snapshot(root, { path: 'Other.name' })],
  ['sdf-8a', differential(root, { path: 'Other.name' })],
  ['sdf-10', snapshot(root, { ...element, binding: { strength: 'required' } })],
  ['sdf-20', differential({ ...root, slicing: { rules: 'open', description: 'x' } })],
  ['sdf-23', differential({ ...root, sliceName: 'x' })],
  ['eld-2', differential(root, { ...element, min: 2, max: '1' })],
  ['eld-3', differential(root, { ...element, max: '-1' })],
  ['eld-5', differential(root, { ...element, contentReference: '#x', type: [{ code: 'string' }] })],
  [
    'eld-6',
    differential(root, { ...element, fixedString: 'x', type: [{ code: 'string' }, { code: 'code' }] }),
  ],
  [
    'eld-7',
    differential(root, { ...element, patternString: 'x', type: [{ code: 'string' }, { code: 'code' }] }),
  ],
  ['eld-8', differential(root, { ...element, patternString: 'x', fixedString: 'x' })],
  ['eld-13', differential(root, { ...element, type: [{ code: 'string' }, { code: 'string' }] })],
  [
    'eld-14',
    differential(root, {
      ...element,
      constraint: [1, 2].map(() => ({ key: 'a', severity: 'error', human: 'x', expression: 'true' })),
    }),
  ],
  [
    'eld-15',
    {
      ...differential(root, { ...element, defaultValueString: 'x', meaningWhenMissing: 'x' }),
      derivation: 'specialization',
    },
  ],
  ['eld-16', differential(root, { ...element, sliceName: 'a b' })],
  ['eld-18', differential(root, { ...element, isModifier: true })],
  ['eld-21', differential(root, { ...element, constraint: [{ key: 'a', severity: 'error', human: 'x' }] })],
  ['eld-22', differential(root, { ...element, sliceIsConstraining: true })],
  ['eld-1', differential(root, { ...element, slicing: { rules: 'open' } })],
  ['eld-4', differential(root, { ...element, type: [{ code: 'string', aggregation: ['contained'] }] })],
  [
    'eld-17',
    differential(root, { ...element, type: [{ code: 'string', targetProfile: ['http://a.example'] }] }),
  ],
  ['eld-12', differential(root, { ...element, binding: { strength: 'required', valueSet: 'x' } })],
];

const operation = { encodeRequestUrl: true, sourceId: 'a' };

function script(members: JsonObject): JsonObject {
  return m('TestScript', { fixture: [{ id: 'a', autocreate: false, autodelete: false }], ...members });
}

function checked(members: JsonObject): JsonObject {
  return script({ test: [{ action: [{ assert: { warningOnly: true, ...members } }] }] });
}

const scripts: readonly BrokenInvariant[] = [
  ['tst-3', script({ variable: [{ name: 'x', expression: 'x', headerField: 'x', path: 'x' }] })],
  ['tst-1', script({ setup: { action: [{ operation, assert: { warningOnly: true } }] } })],
  ['tst-2', script({ test: [{ action: [{ operation, assert: { warningOnly: true } }] }] })],
  ['tst-7', script({ setup: { action: [{ operation: { encodeRequestUrl: true } }] } })],
  ['tst-8', script({ test: [{ action: [{ operation: { encodeRequestUrl: true } }] }] }), 'tst-7'],
  ['tst-9', script({ teardown: { action: [{ operation: { encodeRequestUrl: true } }] } }), 'tst-7'],
  ['tst-5', script({ setup: { action: [{ assert: { warningOnly: true, path: 'x', headerField: 'x' } }] } })],
  ['tst-6', checked({ path: 'x', headerField: 'x' }), 'tst-5'],
  ['tst-10', script({ setup: { action: [{ assert: { warningOnly: true, compareToSourceId: 'x' } }] } })],
  ['tst-11', checked({ compareToSourceId: 'x' }), 'tst-10'],
  [
    'tst-12',
    script({
      setup: { action: [{ assert: { warningOnly: true, direction: 'request', response: 'okay' } }] },
    }),
  ],
  ['tst-13', checked({ direction: 'request', response: 'okay' }), 'tst-12'],
];

/** Resources whose `name` a program cannot use: each has the same warning under a key of its own. */
const named: readonly BrokenInvariant[] = [
  ['adf-0', 'ActivityDefinition'],
  ['csd-0', 'CodeSystem'],
  ['cpd-0', 'CompartmentDefinition'],
  ['cmd-0', 'ConceptMap'],
  ['evi-0', 'Evidence'],
  ['evv-0', 'EvidenceVariable'],
  ['esc-0', 'ExampleScenario'],
  ['gdf-0', 'GraphDefinition'],
  ['ig-0', 'ImplementationGuide'],
  ['lib-0', 'Library'],
  ['mea-0', 'Measure'],
  ['msd-0', 'MessageDefinition'],
  ['nsd-0', 'NamingSystem'],
  ['opd-0', 'OperationDefinition'],
  ['pdf-0', 'PlanDefinition'],
  ['que-0', 'Questionnaire'],
  ['rsd-0', 'ResearchDefinition'],
  ['red-0', 'ResearchElementDefinition'],
  ['rvs-0', 'RiskEvidenceSynthesis'],
  ['spd-0', 'SearchParameter'],
  ['smp-0', 'StructureMap'],
  ['tst-0', 'TestScript'],
  ['vsd-0', 'ValueSet'],
].map(([key, type]) => [key!, m(type!, { name: 'x' })] as const);

/** Every invariant of R4 that can be broken by itself, broken. */
export const brokenInvariants: readonly BrokenInvariant[] = [
  ...resources,
  ...types,
  ...definitions,
  ...scripts,
  ...named,
  ['evd-0', m('EventDefinition', { name: 'x', trigger: [{ type: 'named-event', name: 'x' }] })],
  ['tcp-0', m('TerminologyCapabilities', { name: 'x', kind: 'requirements', description: 'x' })],
];

/** Invariants that nothing breaks, and why. */
export const unbreakableInvariants: Readonly<Record<string, string>> = {
  'cid-0': 'ChargeItemDefinition has no name',
  'eld-11': 'it asks whether the types say anything about codes, which they always do',
  'ppc-2': 'it looks for the code system "something", which is no URI',
  'ppc-3': 'likewise',
  'ppc-4': 'likewise',
  'ppc-5': 'likewise',
  'tst-4': 'both elements are required',
};
