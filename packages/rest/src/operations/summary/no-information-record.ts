import type { JsonObject } from '@wellspring/fhir';
import { sentenceNarrative } from './narrative.js';
import type { NoInformation } from './summary-section.js';

const absentUnknown = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';
const active = (system: string): JsonObject => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code: 'active' }],
});

/**
 * A record that says that there is no information: of required sections this is "explicitly asserted in the resource
 * referred to in the entries". A store without a record of an allergy does not know that there is none.
 * @see https://hl7.org/fhir/uv/ips/STU1.1/design.html
 */
export function noInformationRecord(
  { type, code, display }: NoInformation,
  id: string,
  subject: JsonObject,
): JsonObject {
  const concept = { coding: [{ system: absentUnknown, code, display }], text: display };
  const head = { resourceType: type, id, text: sentenceNarrative(display) };
  switch (type) {
    case 'AllergyIntolerance':
      return {
        ...head,
        clinicalStatus: active('allergyintolerance-clinical'),
        code: concept,
        patient: subject,
      };
    case 'Condition':
      return { ...head, clinicalStatus: active('condition-clinical'), code: concept, subject };
    case 'MedicationStatement':
      return {
        ...head,
        status: 'unknown',
        medicationCodeableConcept: concept,
        subject,
        _effectiveDateTime: {
          extension: [
            { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
          ],
        },
      };
    default:
      return type satisfies never;
  }
}
