import { Script, createContext } from 'node:vm';
import { EvaluationError, type Environment } from './environment.js';

/** What a regular expression is applied to is bounded: its time may grow faster than the text. */
const longestMatched = 65_536;
/** How long one may take, where it may take long. */
const mostMilliseconds = 100;
/** What it takes beyond this counts as steps, so that many slow ones do not add up. */
const freeMilliseconds = 5;
const stepsOfMillisecond = 10_000;

const expressions = new Map<string, { readonly regex: RegExp; readonly isQuick: boolean }>();
const mostExpressions = 1_000;

/**
 * Whether matching takes time in proportion to the text, whatever the text: bound to its beginning, without
 * alternatives, groups and references back, and with one place at most where the length is left open. A few that
 * would be quick as well are not found to be.
 */
export function isQuick(source: string): boolean {
  const plain = source
    .replace(/\\[^1-9kpPbB]/g, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(x\)/g, 'x');
  const open = plain.match(/[*+?]|\{\d+,\d*\}/g) ?? [];
  return plain.startsWith('^') && !/[()|\\]/.test(plain) && open.length <= 1;
}

function expressionOf(source: string, flags: string): { readonly regex: RegExp; readonly isQuick: boolean } {
  const key = `${flags} ${source}`;
  let found = expressions.get(key);
  if (found === undefined) {
    try {
      found = { regex: new RegExp(source, flags), isQuick: isQuick(source) };
    } catch (error) {
      throw new EvaluationError('not a regular expression', { cause: error });
    }
    if (expressions.size >= mostExpressions) expressions.clear();
    expressions.set(key, found);
  }
  return found;
}

const sandbox = createContext({ run: undefined as (() => unknown) | undefined });
const script = new Script('run()');

/**
 * Runs what may take time without end (an expression of somebody else's can: `(a+)+$`), and breaks it off.
 * @throws EvaluationError
 */
function within<Result>(environment: Environment, run: () => Result): Result {
  const start = performance.now();
  sandbox['run'] = run;
  try {
    return script.runInContext(sandbox, { timeout: mostMilliseconds }) as Result;
  } catch (error) {
    throw new EvaluationError('a regular expression that takes too long, or too much', { cause: error });
  } finally {
    sandbox['run'] = undefined;
    const over = performance.now() - start - freeMilliseconds;
    if (over > 0) environment.step(Math.ceil(over * stepsOfMillisecond));
  }
}

/**
 * Applies a regular expression to a text, in bounded time.
 *
 * @throws EvaluationError where it is none, or it takes too long
 * @example
 * applied('^a+$', 's', text, environment, (regex) => regex.test(text));
 */
export function applied<Result>(
  source: string,
  flags: string,
  text: string,
  environment: Environment,
  apply: (regex: RegExp) => Result,
): Result {
  if (text.length > longestMatched) throw new EvaluationError('too long a text for a regular expression');
  const { regex, isQuick: atOnce } = expressionOf(source, flags);
  return atOnce ? apply(regex) : within(environment, () => apply(regex));
}
