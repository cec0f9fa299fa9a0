import { isFalse, nothing, type Item, type Items } from '../element-node.js';
import { EvaluationError } from '../environment.js';
import { argument, type FunctionCompiler, type FunctionTable } from '../function-call.js';
import { asNumber, asText } from '../system-value.js';

/** What a regular expression is applied to is bounded: its time may grow faster than the text. */
const longestMatched = 65_536;

/** A function of one text and further arguments; empty where one of them is. */
function ofText(
  evaluate: (text: string, given: readonly Items[]) => Item | Items | undefined,
): FunctionCompiler {
  return ({ source, arguments: given }) =>
    (focus, environment) => {
      const text = asText(source(focus, environment));
      if (text === undefined) return nothing;
      const result = evaluate(
        text,
        given.map((each) => each(focus, environment)),
      );
      if (result === undefined) return nothing;
      return Array.isArray(result) ? (result as Items) : [result as Item];
    };
}

/** A function of a text and another. */
function ofTexts(evaluate: (text: string, other: string) => Item | undefined): FunctionCompiler {
  return ofText((text, [given]) => {
    const other = given === undefined ? undefined : asText(given);
    return other === undefined ? undefined : evaluate(text, other);
  });
}

/**
 * A test of a text. Of nothing it is false, as HL7's validator has it: with empty, bdl-8 (`fullUrl.contains('…').not()`)
 * would demand a fullUrl of every entry.
 */
function testOfTexts(test: (text: string, other: string) => boolean): FunctionCompiler {
  const compile = ofTexts(test);
  return (call) => {
    const evaluate = compile(call);
    const { source } = call;
    return (focus, environment) => {
      const result = evaluate(focus, environment);
      return result.length === 0 && source(focus, environment).length === 0 ? isFalse : result;
    };
  };
}

const patterns = new Map<string, RegExp>();
const mostPatterns = 1_000;

function pattern(source: string, flags: string): RegExp {
  const key = `${flags} ${source}`;
  let found = patterns.get(key);
  if (found === undefined) {
    try {
      found = new RegExp(source, flags);
    } catch (error) {
      throw new EvaluationError('not a regular expression', { cause: error });
    }
    if (patterns.size >= mostPatterns) patterns.clear();
    patterns.set(key, found);
  }
  return found;
}

function matched(text: string): string {
  if (text.length > longestMatched) throw new EvaluationError('too long a text for a regular expression');
  return text;
}

/** http://hl7.org/fhirpath/N1/#string-manipulation */
export const textFunctions: FunctionTable = {
  indexOf: ofTexts((text, other) => text.indexOf(other)),
  lastIndexOf: ofTexts((text, other) => text.lastIndexOf(other)),
  startsWith: testOfTexts((text, other) => text.startsWith(other)),
  endsWith: testOfTexts((text, other) => text.endsWith(other)),
  contains: testOfTexts((text, other) => text.includes(other)),
  // A part that matches is enough, as http://hl7.org/fhirpath/N1/#matchesregex-string-boolean has been read since.
  matches: testOfTexts((text, regex) => pattern(regex, 's').test(matched(text))),
  matchesFull: testOfTexts((text, regex) => pattern(`^(?:${regex})$`, 's').test(matched(text))),
  replaceMatches: ofText((text, [regex, replacement]) => {
    const [source, by] = [regex && asText(regex), replacement && asText(replacement)];
    return source === undefined || by === undefined
      ? undefined
      : matched(text).replace(pattern(source, 'gs'), by);
  }),
  replace: ofText((text, [from, to]) => {
    const [part, by] = [from && asText(from), to && asText(to)];
    return part === undefined || by === undefined ? undefined : text.replaceAll(part, () => by);
  }),
  substring: ofText((text, [start, length]) => {
    const [from, count] = [start && asNumber(start), length && asNumber(length)];
    if (from === undefined || from < 0 || from >= text.length) return undefined;
    return count === undefined ? text.slice(from) : text.slice(from, from + Math.max(0, count));
  }),
  upper: ofText((text) => text.toUpperCase()),
  lower: ofText((text) => text.toLowerCase()),
  trim: ofText((text) => text.trim()),
  length: ofText((text) => text.length),
  toChars: ofText((text) => Array.from(text)),
  split: ofText((text, [separator]) => text.split((separator && asText(separator)) ?? '')),
  join(call) {
    const { source, arguments: given } = call;
    return (focus, environment) => {
      const texts = source(focus, environment).map((item) => asText([item]) ?? '');
      return [texts.join((given.length > 0 && asText(argument(call)(focus, environment))) || '')];
    };
  },
};
