import { ExpressionError, type BinaryOperator, type Expression } from './expression.js';
import { tokenise, type Token } from './token.js';

/** How tightly operators bind (http://hl7.org/fhirpath/N1/#operator-precedence). */
const binding: ReadonlyMap<string, number> = new Map([
  ['implies', 1],
  ['or', 2],
  ['xor', 2],
  ['and', 3],
  ['in', 4],
  ['contains', 4],
  ['=', 5],
  ['!=', 5],
  ['~', 5],
  ['!~', 5],
  ['<', 6],
  ['>', 6],
  ['<=', 6],
  ['>=', 6],
  ['|', 7],
  ['is', 8],
  ['as', 8],
  ['+', 9],
  ['-', 9],
  ['&', 9],
  ['*', 10],
  ['/', 10],
  ['div', 10],
  ['mod', 10],
]);

/** `4 days` (http://hl7.org/fhirpath/N1/#time-valued-quantities); other units stand in quotes. */
const timeUnits: ReadonlySet<string> = new Set(
  ['year', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'].flatMap((unit) => [
    unit,
    `${unit}s`,
  ]),
);

/** Parentheses and arguments within one another: far above any real expression. */
const maxDepth = 50;

/**
 * Reads a FHIRPath expression. What of it can be compiled is for the compilers to say.
 * @throws ExpressionError where it is not one.
 * @example parseExpression("Patient.telecom.where(system='phone')")
 */
export function parseExpression(text: string): Expression {
  const tokens = tokenise(text);
  let position = 0;
  let depth = 0;

  const peek = (): Token => tokens[position]!;
  const is = (symbol: string): boolean => peek().kind === 'symbol' && peek().text === symbol;

  function fail(): never {
    const { kind, text: found, at } = peek();
    const what = kind === 'end' ? 'the end' : `"${found}"`;
    throw new ExpressionError(`did not expect ${what} at character ${at} of "${text}"`);
  }
  function expect(symbol: string): void {
    if (!is(symbol)) fail();
    position++;
  }
  function take(kind: Token['kind']): string {
    const token = peek();
    if (token.kind !== kind) fail();
    position++;
    return token.text;
  }

  function deepen(): void {
    if (++depth > maxDepth) throw new ExpressionError(`"${text}" is nested too deeply`);
  }

  function parseArguments(): readonly Expression[] {
    const list: Expression[] = [];
    expect('(');
    while (!is(')')) {
      if (list.length > 0) expect(',');
      list.push(parseOperation(0));
    }
    expect(')');
    return list;
  }

  function parseInvocation(source: Expression | undefined): Expression {
    const name = take('name');
    if (is('(')) return { kind: 'call', source, name, arguments: parseArguments() };
    return source === undefined ? { kind: 'name', name } : { kind: 'member', source, name };
  }

  function parseNumber(): Expression {
    const value = Number(take('number'));
    const { kind, text: unit } = peek();
    if (kind !== 'string' && !(kind === 'name' && timeUnits.has(unit))) return { kind: 'literal', value };
    position++;
    return { kind: 'amount', value, unit };
  }

  /** An index that is worked out: the rest behind so many items. */
  function parseIndex(source: Expression): Expression {
    const index = parseOperation(0);
    expect(']');
    if (index.kind === 'literal' && typeof index.value === 'number')
      return { kind: 'index', source, index: index.value };
    const rest: Expression = { kind: 'call', source, name: 'skip', arguments: [index] };
    return { kind: 'call', source: rest, name: 'first', arguments: [] };
  }

  function parseTerm(): Expression {
    const { kind, text: found } = peek();
    if (kind === 'string') return { kind: 'literal', value: take('string') };
    if (kind === 'number') return parseNumber();
    if (kind === 'moment') return { kind: 'moment', text: take('moment') };
    if (is('%')) {
      position++;
      return { kind: 'variable', name: take(peek().kind === 'string' ? 'string' : 'name') };
    }
    if (is('{')) {
      position++;
      expect('}');
      return { kind: 'nothing' };
    }
    if (is('+') || is('-')) {
      position++;
      deepen();
      const operand = parsePath();
      depth--;
      return found === '-' ? { kind: 'negative', operand } : operand;
    }
    if (is('(')) {
      position++;
      const inner = parseOperation(0);
      expect(')');
      return inner;
    }
    if (kind === 'name' && (found === 'true' || found === 'false')) {
      position++;
      return { kind: 'literal', value: found === 'true' };
    }
    return parseInvocation(undefined);
  }

  function parsePath(): Expression {
    let path = parseTerm();
    for (;;) {
      if (is('.')) {
        position++;
        path = parseInvocation(path);
      } else if (is('[')) {
        position++;
        path = parseIndex(path);
      } else {
        return path;
      }
    }
  }

  /** A type may be qualified: `FHIR.Quantity`. */
  function parseTypeName(): string {
    let name = take('name');
    while (is('.')) {
      position++;
      name = take('name');
    }
    return name;
  }

  function parseOperation(minimum: number): Expression {
    deepen();
    let left = parsePath();
    for (;;) {
      const { kind, text: operator } = peek();
      const strength = kind === 'name' || kind === 'symbol' ? binding.get(operator) : undefined;
      if (strength === undefined || strength <= minimum) break;
      position++;
      left =
        operator === 'as' || operator === 'is'
          ? { kind: 'type', operator, source: left, type: parseTypeName() }
          : { kind: 'binary', operator: operator as BinaryOperator, left, right: parseOperation(strength) };
    }
    depth--;
    return left;
  }

  const expression = parseOperation(0);
  if (peek().kind !== 'end') fail();
  return expression;
}
