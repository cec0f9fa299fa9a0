import type { ContextKeys } from './context.js';
import { literalPattern, readPattern, type PatternPart } from './pattern.js';

/** A text of a policy in parts: what is written, and what stands for a value of the request. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly otherwise: string | undefined };

const variable = /\$\{([^{}]*)\}/g;
const withDefault = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/;

/**
 * Takes a text of a policy apart: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for
 * these characters themselves.
 *
 * @param version only policies of 2012-10-17 have variables; before that the text is taken as it stands
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function readText(text: string, version: string): readonly TextPart[] {
  if (version !== '2012-10-17') return [{ kind: 'text', text }];
  const parts: TextPart[] = [];
  let end = 0;
  for (const found of text.matchAll(variable)) {
    if (found.index > end) parts.push({ kind: 'text', text: text.slice(end, found.index) });
    end = found.index + found[0].length;
    const inside = found[1]!;
    if (inside === '*' || inside === '?' || inside === '$') parts.push({ kind: 'literal', text: inside });
    else {
      const [, key, otherwise] = withDefault.exec(inside) ?? [];
      parts.push(
        key === undefined || key === ''
          ? { kind: 'text', text: found[0] }
          : { kind: 'variable', key, otherwise },
      );
    }
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/**
 * The pattern that a text is for a request; a value of the request never brings wildcards of its own.
 *
 * @returns undefined where a variable has no value, or several: then nothing matches
 */
export function patternFor(
  parts: readonly TextPart[],
  keys: ContextKeys,
): readonly PatternPart[] | undefined {
  const [only] = parts;
  if (only?.kind === 'text' && parts.length === 1) return writtenPattern(only);
  const pattern: PatternPart[] = [];
  for (const part of parts) {
    const resolved = part.kind === 'text' ? writtenPattern(part) : literalOf(part, keys);
    if (resolved === undefined) return undefined;
    pattern.push(...resolved);
  }
  return pattern;
}

/** Patterns of texts that hold no variable, for as long as the policy is there: they are the same for every request. */
const writtenPatterns = new WeakMap<TextPart, readonly PatternPart[]>();

function writtenPattern(part: TextPart & { readonly kind: 'text' }): readonly PatternPart[] {
  let pattern = writtenPatterns.get(part);
  if (pattern === undefined) writtenPatterns.set(part, (pattern = readPattern(part.text)));
  return pattern;
}

/** The text itself, for operators that know no wildcards. */
export function textFor(parts: readonly TextPart[], keys: ContextKeys): string | undefined {
  let text = '';
  for (const part of parts) {
    const value = part.kind === 'variable' ? valueOf(part, keys) : part.text;
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}

function literalOf(
  part: Exclude<TextPart, { kind: 'text' }>,
  keys: ContextKeys,
): readonly PatternPart[] | undefined {
  const text = part.kind === 'literal' ? part.text : valueOf(part, keys);
  return text === undefined ? undefined : literalPattern(text);
}

function valueOf(
  { key, otherwise }: Extract<TextPart, { kind: 'variable' }>,
  keys: ContextKeys,
): string | undefined {
  const values = keys.values(key);
  if (values === undefined || values.length === 0) return otherwise;
  return values.length === 1 ? values[0] : undefined;
}
