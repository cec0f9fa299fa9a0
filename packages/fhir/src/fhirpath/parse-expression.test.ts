import { describe, expect, it } from 'vitest';
import { ExpressionError, type Expression } from './expression.js';
import { parseExpression } from './parse-expression.js';

/** Fully parenthesised. */
function show(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'member':
      return `${show(expression.source)}.${expression.name}`;
    case 'call': {
      const source = expression.source === undefined ? '' : `${show(expression.source)}.`;
      return `${source}${expression.name}(${expression.arguments.map(show).join(', ')})`;
    }
    case 'index':
      return `${show(expression.source)}[${expression.index}]`;
    case 'type':
      return `(${show(expression.source)} ${expression.operator} ${expression.type})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'literal':
      return JSON.stringify(expression.value);
    case 'variable':
      return `%${expression.name}`;
    case 'nothing':
      return '{}';
    case 'moment':
      return `@${expression.text}`;
    case 'amount':
      return `${expression.value} <${expression.unit}>`;
    case 'negative':
      return `-${show(expression.operand)}`;
    default:
      return expression satisfies never;
  }
}

describe('parseExpression', () => {
  // Precedence as http://hl7.org/fhirpath/N1/#operator-precedence has it.
  it.each([
    ['Patient.name.given', 'Patient.name.given'],
    ['a | b | c', '((a | b) | c)'],
    ['a as X | b as Y', '((a as X) | (b as Y))'],
    ['(Observation.value as FHIR.Quantity).unit', '(Observation.value as Quantity).unit'],
    ['a = b | c', '(a = (b | c))'],
    ['a and b or c and d', '((a and b) or (c and d))'],
    ['a.exists() and a != false', '(a.exists() and (a != false))'],
    ['x.where(resolve() is Patient).y[0]', 'x.where((resolve() is Patient)).y[0]'],
    ["a.where(system='phone')", 'a.where((system = "phone"))'],
    ["extension('it\\'s')", 'extension("it\'s")'],
    ['%resource.referenceSeq', '%resource.referenceSeq'],
    ['`div`.a', 'div.a'],
    ['  a  ', 'a'],
    ['f(a, 1.5)', 'f(a, 1.5)'],
    ['a implies b or c xor d and e', '(a implies ((b or c) xor (d and e)))'],
    ['a in b and c contains d', '((a in b) and (c contains d))'],
    ['a < b = c >= d', '((a < b) = (c >= d))'],
    ['a + b * c div 2 & d', '((a + ((b * c) div 2)) & d)'],
    ['a - -1', '(a - -1)'],
    ['-a.b', '-a.b'],
    ['expansion.contains.is.div', 'expansion.contains.is.div'],
    ['{}', '{}'],
    ['@2020-01-01T10:00:00Z > @T10:00', '(@2020-01-01T10:00:00Z > @T10:00)'],
    ["4 days + 5.5 'mg'", '(4 <days> + 5.5 <mg>)'],
    ['a[x + 1]', 'a.skip((x + 1)).first()'],
    ["%'vs-a-b' | %ucum | %`ext-c`", '((%vs-a-b | %ucum) | %ext-c)'],
    ['a // to the end\n and /* within */ b', '(a and b)'],
    ["'\\u0041\\n'", '"A\\n"'],
    ['$this.a | $index', '($this.a | $index)'],
  ])('reads %s', (text, shown) => {
    expect(show(parseExpression(text))).toBe(shown);
  });

  it.each(['', 'a.', 'a b', '(a', 'a)', 'a[]', "'open", 'a + ', 'a |', 'f(a', '1.', '%', 'a[0', '^'])(
    'refuses %j',
    (text) => {
      expect(() => parseExpression(text)).toThrow(ExpressionError);
    },
  );

  it('refuses what is nested without end', () => {
    expect(() => parseExpression('('.repeat(100_000))).toThrow(ExpressionError);
    expect(() => parseExpression('-'.repeat(100_000))).toThrow(ExpressionError);
  });
});
