import type { WordsCriterion } from '../criterion.js';
import { boundedWord } from '../words/extract-words.js';
import { normaliseWords } from '../words/normalise-words.js';
import { unescapeValue } from './escape.js';
import { isFault, type Fault, type OrFault } from './fault.js';

/** A word that is wanted, or is not to be there. */
interface Term {
  readonly word: string;
  readonly negated: boolean;
}

/** Sets of words, one of which is to be there whole. */
type Alternatives = readonly (readonly Term[])[];

/** Multiplied out, nested ORs would be without end; a line of a search form has a handful. */
const maxAlternatives = 100;
const maxDepth = 20;
const maxWords = 100;

const notClosed: Fault = { fault: 'has parentheses that do not match' };
const tooMany: Fault = { fault: 'has too many words joined by "or"' };
const noOperand: Fault = { fault: 'has a NOT with no word after it' };
const noWords: Fault = { fault: 'has neither letters nor digits to search for' };

function both(left: Alternatives, right: Alternatives): Alternatives {
  return left.flatMap((some) => right.map((more) => [...some, ...more]));
}

/** What is so where none of the alternatives is: of each one word does not hold. */
function noneOf(alternatives: Alternatives): OrFault<Alternatives> {
  let all: Alternatives = [[]];
  for (const terms of alternatives) {
    if (terms.length === 0) return noWords;
    if (all.length * terms.length > maxAlternatives) return tooMany;
    all = both(
      all,
      terms.map(({ word, negated }) => [{ word, negated: !negated }]),
    );
  }
  return all;
}

/**
 * Reads `either (or (this and that))`: what stands side by side, with `and` or without it, is all wanted. `NOT`,
 * in capitals, is of the one word or parenthesis that follows, as in OData's `$search`, which the specification
 * refers to.
 */
function readExpression(parts: readonly string[]): OrFault<Alternatives> {
  let at = 0;

  function operand(depth: number): OrFault<Alternatives> {
    const part = parts[at++]!;
    if (part === 'NOT') {
      const next = parts[at];
      if (next === undefined || next === ')' || /^(?:and|or)$/i.test(next)) return noOperand;
      const inner = operand(depth);
      return isFault(inner) ? inner : noneOf(inner);
    }
    if (part !== '(') {
      const words = normaliseWords(part);
      return [
        words === '' ? [] : words.split(' ').map((word) => ({ word: boundedWord(word), negated: false })),
      ];
    }
    if (depth === maxDepth) return { fault: `has more than ${maxDepth} parentheses in one another` };
    const inner = disjunction(depth + 1);
    if (isFault(inner)) return inner;
    return parts[at++] === ')' ? inner : notClosed;
  }
  function conjunction(depth: number): OrFault<Alternatives> {
    let all: Alternatives = [[]];
    for (let part = parts[at]; part !== undefined && part !== ')' && !/^or$/i.test(part); part = parts[at]) {
      if (/^and$/i.test(part)) {
        at++;
        continue;
      }
      const next = operand(depth);
      if (isFault(next)) return next;
      if (all.length * next.length > maxAlternatives) return tooMany;
      all = both(all, next);
    }
    return all;
  }
  function disjunction(depth: number): OrFault<Alternatives> {
    const first = conjunction(depth);
    if (isFault(first)) return first;
    const any = [...first];
    while (/^or$/i.test(parts[at] ?? '')) {
      at++;
      const next = conjunction(depth);
      if (isFault(next)) return next;
      any.push(...next);
    }
    if (any.length > maxAlternatives) return tooMany;
    return any;
  }

  const whole = disjunction(0);
  return isFault(whole) || at === parts.length ? whole : notClosed;
}

/**
 * The words of `_text` and `_content`: all of them are wanted, unless `or` stands between them, as in the
 * specification's example `(bone OR liver) and metastases`; none after `NOT`.
 * @see https://hl7.org/fhir/R4/search.html#content
 */
export function wordsCriteria(
  text: string,
  where: WordsCriterion['where'],
): OrFault<readonly WordsCriterion[]> {
  const given = unescapeValue(text);
  if (isFault(given)) return given;
  const parts: readonly string[] = given.match(/[()]|[^\s()]+/g) ?? [];
  if (parts.length > maxWords) return { fault: `has more than ${maxWords} words` };
  const alternatives = readExpression(parts);
  if (isFault(alternatives)) return alternatives;
  if (alternatives.some((words) => words.length === 0)) return noWords;
  const wordsOf = (terms: readonly Term[], wanted: boolean): readonly string[] => [
    ...new Set(terms.filter(({ negated }) => negated !== wanted).map(({ word }) => word)),
  ];
  return alternatives.map((terms) => ({
    kind: 'words',
    where,
    words: wordsOf(terms, true),
    without: wordsOf(terms, false),
  }));
}
