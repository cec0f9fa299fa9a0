import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { checkQuestionnaireResponse } from './check-questionnaire-response.js';

const base = 'http://hl7.org/fhir/StructureDefinition/';

/** The places of what is wrong with answers to one question `q`, in a response that is completed. */
function faults(
  question: JsonObject,
  answer: readonly JsonObject[],
  status = 'completed',
): readonly (string | undefined)[] {
  return faultsOf([{ linkId: 'q', ...question }], [{ linkId: 'q', answer }], status);
}

function faultsOf(
  questions: readonly JsonObject[],
  item: readonly JsonObject[],
  status = 'completed',
): readonly (string | undefined)[] {
  const response = { resourceType: 'QuestionnaireResponse', status, item };
  const { issues } = checkQuestionnaireResponse(response, { resourceType: 'Questionnaire', item: questions });
  return issues.map(({ diagnostics }) => diagnostics.replace('QuestionnaireResponse', 'R'));
}

const coding = (code: string): JsonObject => ({ valueCoding: { system: 's', code } });
const kilograms = (value: number): JsonObject => ({
  valueQuantity: { value, system: 'http://unitsofmeasure.org', code: 'kg' },
});
const extension = (name: string, value: JsonObject): JsonObject => ({
  extension: [{ url: base + name, ...value }],
});

describe('answers', () => {
  it.each<[string, JsonObject, readonly JsonObject[], readonly string[]]>([
    ['of the type', { type: 'integer' }, [{ valueInteger: 1 }], []],
    [
      'of another type',
      { type: 'integer' },
      [{ valueString: '1' }],
      ['R.item[0].answer[0]: is String, but has to be Integer'],
    ],
    [
      'to what has none',
      { type: 'display' },
      [{ valueString: '1' }],
      ['R.item[0]: is of the type display, which has no answers'],
    ],
    [
      'more than one',
      { type: 'string' },
      [{ valueString: 'a' }, { valueString: 'b' }],
      ['R.item[0]: has 2 answers, but 1 at most are allowed'],
    ],
    [
      'more than one, where it repeats',
      { type: 'string', repeats: true },
      [{ valueString: 'a' }, { valueString: 'b' }],
      [],
    ],
    ['an option', { type: 'choice', answerOption: [coding('a'), coding('b')] }, [coding('b')], []],
    [
      'no option',
      { type: 'choice', answerOption: [coding('a')] },
      [coding('b')],
      ['R.item[0].answer[0]: is none of the options of the question'],
    ],
    [
      'no option of an open choice',
      { type: 'open-choice', answerOption: [coding('a')] },
      [{ valueString: 'b' }],
      [],
    ],
    [
      'too long',
      { type: 'string', maxLength: 2 },
      [{ valueString: 'abc' }],
      ['R.item[0].answer[0]: is longer than 2 characters'],
    ],
    [
      'too short',
      { type: 'string', ...extension('minLength', { valueInteger: 2 }) },
      [{ valueString: 'a' }],
      ['R.item[0].answer[0]: is shorter than 2 characters'],
    ],
    [
      'too small',
      { type: 'integer', ...extension('minValue', { valueInteger: 2 }) },
      [{ valueInteger: 1 }],
      ['R.item[0].answer[0]: is less than 2, the least allowed'],
    ],
    [
      'too late',
      { type: 'date', ...extension('maxValue', { valueDate: '2020' }) },
      [{ valueDate: '2021-01-01' }],
      ['R.item[0].answer[0]: is more than "2020", the most allowed'],
    ],
    [
      'too exact',
      { type: 'decimal', ...extension('maxDecimalPlaces', { valueInteger: 1 }) },
      [{ valueDecimal: 1.25 }],
      ['R.item[0].answer[0]: has more than 1 decimal places'],
    ],
    [
      'in another unit',
      {
        type: 'quantity',
        ...extension('questionnaire-unitOption', { valueCoding: { system: 's', code: 'g' } }),
      },
      [kilograms(1)],
      ['R.item[0].answer[0]: is in a unit that the question does not take'],
    ],
    [
      'of another resource',
      { type: 'reference', ...extension('questionnaire-referenceResource', { valueCode: 'Patient' }) },
      [{ valueReference: { reference: 'Device/1' } }],
      ['R.item[0].answer[0]: refers to Device, which the question does not ask for'],
    ],
    [
      'of another size than it says',
      { type: 'attachment' },
      [{ valueAttachment: { data: 'AAAA', size: 4 } }],
      ['R.item[0].answer[0]: says a size of 4 bytes, but has 3'],
    ],
  ])('%s', (_, question, answer, expected) => {
    expect(faults(question, answer)).toEqual(expected);
  });

  it('are asked of a terminology where a value set has them', () => {
    const response = {
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      item: [{ linkId: 'q', answer: [coding('a')] }],
    };
    const questionnaire = { item: [{ linkId: 'q', type: 'choice', answerValueSet: 'http://a.example/v' }] };
    expect(checkQuestionnaireResponse(response, questionnaire)).toEqual({
      issues: [],
      questions: [
        {
          expression: 'QuestionnaireResponse.item[0].answer[0].value.ofType(Coding)',
          valueSet: 'http://a.example/v',
          strength: 'required',
          codings: [{ system: 's', code: 'a' }],
        },
      ],
    });
  });
});

describe('items', () => {
  const required = { linkId: 'q', type: 'string', required: true };
  it('that are required have to be answered, once the response is complete', () => {
    expect(faultsOf([required], [])).toEqual(['R: "q" is required, but not answered']);
    expect(faultsOf([required], [{ linkId: 'q' }])).toEqual(['R.item[0]: "q" is required, but not answered']);
    expect(faultsOf([required], [], 'in-progress')).toEqual([]);
  });

  it('stand where the questionnaire has them, in its order', () => {
    const questions = [
      { linkId: 'g', type: 'group', item: [{ linkId: 'a', type: 'string' }] },
      { linkId: 'b', type: 'string' },
    ];
    const [a, b] = ['a', 'b'].map((linkId) => ({ linkId, answer: [{ valueString: 'x' }] }));
    expect(faultsOf(questions, [{ linkId: 'g', item: [a!] }, b!])).toEqual([]);
    expect(faultsOf(questions, [b!, { linkId: 'g', item: [a!] }])).toEqual([
      'R.item[1]: is out of the order of the questionnaire',
    ]);
    expect(faultsOf(questions, [a!])).toEqual([
      'R.item[0]: has the linkId "a", which the questionnaire does not have here',
    ]);
    expect(faultsOf(questions, [{ linkId: 'b', item: [a!] }])).toEqual([
      'R.item[0]: has items of its own, where only its answers may have them',
    ]);
  });
});

describe('what is to be answered by other answers', () => {
  const when = (operator: string, value: JsonObject): readonly JsonObject[] => [
    { linkId: 'first', type: 'integer' },
    { linkId: 'q', type: 'string', required: true, enableWhen: [{ question: 'first', operator, ...value }] },
  ];
  const first = (valueInteger: number): JsonObject => ({ linkId: 'first', answer: [{ valueInteger }] });
  const answered = { linkId: 'q', answer: [{ valueString: 'x' }] };
  it.each<[string, JsonObject, number, boolean]>([
    ['=', { answerInteger: 1 }, 1, true],
    ['=', { answerInteger: 1 }, 2, false],
    ['!=', { answerInteger: 1 }, 2, true],
    ['>', { answerInteger: 1 }, 2, true],
    ['>', { answerInteger: 1 }, 1, false],
    ['>=', { answerInteger: 1 }, 1, true],
    ['<=', { answerInteger: 1 }, 2, false],
    ['exists', { answerBoolean: true }, 1, true],
    ['exists', { answerBoolean: false }, 1, false],
  ])('%s %j with %d: %s', (operator, value, given, isEnabled) => {
    const questions = when(operator, value);
    expect(faultsOf(questions, [first(given)]).length > 0).toBe(isEnabled);
    expect(faultsOf(questions, [first(given), answered])).toEqual(
      isEnabled ? [] : ['R.item[1]: is answered, but not enabled'],
    );
  });
});
