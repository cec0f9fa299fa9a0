import { ExpressionError, type BinaryOperator, type Expression } from './expression.js';
import { tokenise, type Token } from './token.js';

/** How tightly operators bind (http://hl7.org/fhirpath/N1/#operator-precedence). */
const binding: ReadonlyMap<string, number> = new Map([
  ['or', 1],
  ['and', 2],
  ['=', 3],
  ['!=', 3],
  ['|', 4],
  ['is', 5],
  ['as', 5],
]);

/** Parentheses and arguments within one another: far above any real expression. */
const maxDepth = 50;

/**
 * Reads a FHIRPath expression of the supported subset: paths, `[n]`, functions, `as`, `is`, `|`,
 * `=`, `!=`, `and`, `or`, literals, `%resource`.
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

  function parseTerm(): Expression {
    const { kind, text: found } = peek();
    if (kind === 'string') return { kind: 'literal', value: take('string') };
    if (kind === 'number') return { kind: 'literal', value: Number(take('number')) };
    if (is('%')) {
      position++;
      return { kind: 'variable', name: take('name') };
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
        path = { kind: 'index', source: path, index: Number(take('number')) };
        expect(']');
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
    if (++depth > maxDepth) throw new ExpressionError(`"${text}" is nested too deeply`);
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
