/**
 * FHIRPath (http://hl7.org/fhirpath/N1/) as a syntax tree. Search parameters are compiled from a part of it,
 * invariants from all of it.
 */
export type Expression =
  /** A name at the beginning of a path: an element of the focus, or the type of the focus. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly source: Expression; readonly name: string }
  /** Without a source it is called on the focus: `resolve()` in `where(resolve() is Patient)`. */
  | {
      readonly kind: 'call';
      readonly source: Expression | undefined;
      readonly name: string;
      readonly arguments: readonly Expression[];
    }
  | { readonly kind: 'index'; readonly source: Expression; readonly index: number }
  | {
      readonly kind: 'type';
      readonly operator: 'as' | 'is';
      readonly source: Expression;
      readonly type: string;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  /** `{}`; a date or time without its `@`; `4 days`, `4 'mg'`. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'moment'; readonly text: string }
  | { readonly kind: 'amount'; readonly value: number; readonly unit: string }
  | { readonly kind: 'negative'; readonly operand: Expression }
  /** `%resource`; the name alone. */
  | { readonly kind: 'variable'; readonly name: string };

/** The operators between two expressions. */
export type BinaryOperator =
  | '|'
  | '='
  | '!='
  | '~'
  | '!~'
  | '<'
  | '>'
  | '<='
  | '>='
  | 'in'
  | 'contains'
  | 'and'
  | 'or'
  | 'xor'
  | 'implies'
  | '+'
  | '-'
  | '&'
  | '*'
  | '/'
  | 'div'
  | 'mod';

/** An expression that cannot be read, or that uses what is not supported. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** A type has no element of this name. */
export class MissingElement extends ExpressionError {}

/** @throws ExpressionError for a part of FHIRPath that no search parameter of R4 needs. */
export function unsupported(what: string): never {
  throw new ExpressionError(`${what} is not supported`);
}
