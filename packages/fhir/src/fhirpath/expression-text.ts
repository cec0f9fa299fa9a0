import type { Expression } from './expression.js';

/** What a union is made of; an expression that is none, by itself. */
export function unionOperands(expression: Expression): readonly Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== '|') return [expression];
  return [...unionOperands(expression.left), ...unionOperands(expression.right)];
}

/** One text for all ways to write an expression: `(a.b as T)` and `a.b.as(T)` are the same. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'member':
      return `${expressionText(expression.source)}.${expression.name}`;
    case 'call': {
      const source = expression.source === undefined ? '' : `${expressionText(expression.source)}.`;
      return `${source}${expression.name}(${expression.arguments.map(expressionText).join(',')})`;
    }
    case 'index':
      return `${expressionText(expression.source)}[${expression.index}]`;
    case 'type':
      return `${expressionText(expression.source)}.${expression.operator}(${expression.type})`;
    case 'binary':
      return `(${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)})`;
    case 'literal':
      return JSON.stringify(expression.value);
    case 'variable':
      return `%${expression.name}`;
    case 'nothing':
      return '{}';
    case 'moment':
      return `@${expression.text}`;
    case 'amount':
      return `${expression.value} '${expression.unit}'`;
    case 'negative':
      return `-${expressionText(expression.operand)}`;
    default:
      return expression satisfies never;
  }
}
