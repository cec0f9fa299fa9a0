import { describe, expect, it } from 'vitest';
import { criteriaOf, diagnosticsOf } from './testing/parsed.js';

// https://hl7.org/fhir/R4/search.html#content
describe('_text and _content', () => {
  const words = (url: string) =>
    criteriaOf(url).map((criterion) =>
      criterion.kind === 'words'
        ? [...criterion.words, ...criterion.without.map((word) => `-${word}`)].join(' ')
        : criterion,
    );

  it('look at the narrative, or at everything', () => {
    expect(criteriaOf('Condition?_text=Bone')).toEqual([
      { kind: 'words', where: 'narrative', words: ['bone'], without: [] },
    ]);
    expect(criteriaOf('Condition?_content=Bone')).toEqual([
      { kind: 'words', where: 'content', words: ['bone'], without: [] },
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['Bone  Métastases', ['bone metastases']],
    ['heart-attack', ['heart attack']],
    ['bone bone', ['bone']],
    ['bone,liver cancer', ['bone', 'liver cancer']],
    ['bone\\, liver', ['bone liver']],
    // The example of the specification.
    ['(bone OR liver) and metastases', ['bone metastases', 'liver metastases']],
    ['bone or liver metastases', ['bone', 'liver metastases']],
    ['(a or b) (c or d)', ['a c', 'a d', 'b c', 'b d']],
    ['((a))', ['a']],
    ['"chest pain"', ['chest pain']],
    // http://docs.oasis-open.org/odata/odata/v4.0/cs01/part1-protocol/odata-v4.0-cs01-part1-protocol.html#_The_$search_System
    ['NOT clothing', ['-clothing']],
    ['mountain NOT bike', ['mountain -bike']],
    ['mountain and NOT bike', ['mountain -bike']],
    ['NOT a b or c', ['b -a', 'c']],
    ['NOT (a or b)', ['-a -b']],
    ['NOT (a b)', ['-a', '-b']],
    ['NOT NOT a', ['a']],
    ['x NOT heart-attack', ['x -heart', 'x -attack']],
    // Not an operator, but a word.
    ['not a', ['not a']],
  ])('%s', (value, expected) => {
    expect(words(`Condition?_text=${value}`)).toEqual(expected);
  });

  it.each([
    ['...', 'neither letters nor digits'],
    ['and', 'neither letters nor digits'],
    ['a or', 'neither letters nor digits'],
    ['or a', 'neither letters nor digits'],
    ['(a', 'parentheses that do not match'],
    ['a)', 'parentheses that do not match'],
    ['()', 'neither letters nor digits'],
    ['a NOT', 'NOT with no word after it'],
    ['NOT and a', 'NOT with no word after it'],
    ['(a NOT) b', 'NOT with no word after it'],
    ['a NOT ...', 'neither letters nor digits'],
    ['a or NOT ...', 'neither letters nor digits'],
    [`NOT (${'(a b) or '.repeat(7)}c)`, 'too many words'],
    ['('.repeat(50) + 'a', 'more than 20 parentheses'],
    ['(a or b)'.repeat(8), 'too many words'],
    ['a '.repeat(101), 'more than 100 words'],
  ])('%j is refused', (value, text) => {
    expect(diagnosticsOf(`Condition?_text=${value}`)).toContain(text);
  });
});
