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
  ])('reads %s', (text, shown) => {
    expect(show(parseExpression(text))).toBe(shown);
  });

  it.each(['', 'a.', 'a b', '(a', 'a)', 'a[x]', "'open", 'a + b', 'a |', 'f(a', '1.', '%', 'a[0', '^'])(
    'refuses %j',
    (text) => {
      expect(() => parseExpression(text)).toThrow(ExpressionError);
    },
  );

  it('refuses what is nested without end', () => {
    expect(() => parseExpression('('.repeat(100_000))).toThrow(ExpressionError);
  });
});
