/** What is wrong with an official example, and what of the message shows it. */
export interface WrongExample {
  readonly shows: string;
  readonly reason: string;
}

function each(
  files: readonly string[],
  shows: string,
  reason: string,
): readonly (readonly [string, WrongExample])[] {
  return files.map((file) => [`${file}.json`, { shows, reason }]);
}

const emptyNarrative = 'the narrative is a <div> with white space only, which txt-2 forbids';
const noBase = 'made from an extension; SearchParameter.base is required, and left out';
const notAbstract = 'a pattern of the specification that is not called abstract, and has no base';

const rows: readonly (readonly [string, WrongExample])[] = [
  ...each(
    [
      'ActivityDefinition-blood-tubes-supply',
      'ActivityDefinition-heart-valve-replacement',
      'EventDefinition-example',
      'Questionnaire-zika-virus-exposure-assessment',
    ],
    '(txt-2)',
    emptyNarrative,
  ),
  ...each(
    ['Bundle-10bb101f-a121-4264-a920-67be9cb82c74', 'Bundle-3a0707d3-549e-4467-b8b8-5a2ab3800efe'],
    'has the id pat12, but the resource has pat2',
    '"fullUrl SHALL NOT disagree with the id in the resource"',
  ),
  ...each(
    ['Bundle-lri-example'],
    'has the id lri-',
    '"fullUrl SHALL NOT disagree with the id in the resource"',
  ),
  ...each(['Bundle-dataelements'], '(bdl-7)', 'some data elements are in it three times'),
  ...each(
    ['List-example-double-cousin-relationship'],
    'all-time-units',
    'an age in the unit "b", a slip for "a"',
  ),
  ...each(['DeviceMetric-example'], 'of type DeviceDefinition, but needs Device', 'parent is a Device'),
  ...each(
    ['DeviceUseStatement-example'],
    'of type Procedure, but needs Condition',
    'reasonReference is no Procedure',
  ),
  ...each(
    ['MedicationRequest-medrx0301'],
    'of type Practitioner, but needs Organization',
    'the performer of a dispense is an Organization',
  ),
  ...each(
    ['Observation-clinical-gender'],
    'of type Encounter, but needs Practitioner',
    'an encounter performs nothing',
  ),
  ...each(['Questionnaire-qs1'], 'linkId is required', 'items without a linkId'),
  ...each(
    ['codesystem-extensions-CodeSystem', 'valueset-extensions-ValueSet'].flatMap((start) =>
      ['author', 'effective', 'end', 'keyword', 'workflow'].map((end) => `SearchParameter-${start}-${end}`),
    ),
    'base is required',
    noBase,
  ),
  ...each(
    ['SearchParameter-questionnaireresponse-extensions-QuestionnaireResponse-item-subject'],
    'is not 1 to 64 letters',
    'an id of 70 characters',
  ),
  ...['Definition', 'Event', 'FiveWs', 'Request'].flatMap((name) =>
    each([`StructureDefinition-${name}`], '(sdf-4)', notAbstract),
  ),
  // The guide of the specification is written by a tool for a tool; the second file is its other name.
  ...['ImplementationGuide-fhir', 'ig-r4'].flatMap((file) => [
    ...each([file], 'name is required', 'elements of ImplementationGuide that are required are left out'),
    ...each([file], 'status is required', 'likewise'),
    ...each([file], 'is neither an absolute URL', 'a reference to the id of 70 characters'),
  ]),
];

/**
 * Official examples of R4 (hl7.fhir.r4.examples 4.0.1) that break R4's own rules, by file: every error that validation
 * finds in the package is one of these.
 */
export const wrongExamples: ReadonlyMap<string, readonly WrongExample[]> = new Map(
  rows.map(([file]) => [file, rows.filter(([name]) => name === file).map(([, example]) => example)]),
);
