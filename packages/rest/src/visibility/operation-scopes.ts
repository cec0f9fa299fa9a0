import type { ScopeInteraction } from '@wellspring/smart';

/** What the bearer of a token needs to call an operation. */
export type OperationScope =
  /** These rights to resources of the type that it is called on; at the system level to those of any type. */
  | { readonly kind: 'letters'; readonly letters: readonly ScopeInteraction[] }
  /** Any right to resources of the type: it looks at what is sent along. */
  | { readonly kind: 'any-letter' }
  /** To read all resources of the type it is called on: it is answered from them on everyone's behalf. */
  | { readonly kind: 'whole-type'; readonly letters: readonly ScopeInteraction[] }
  /** Scopes of a system that read and search: it is narrowed to the types that they give whole. */
  | { readonly kind: 'export' }
  /** A signature: it is for those who run the data store. */
  | { readonly kind: 'signed' };

const terminology: OperationScope = { kind: 'whole-type', letters: ['r'] };
const signed: OperationScope = { kind: 'signed' };

/** Of each operation by its name. One that is not here cannot be called with a token. */
export const operationScopes: Readonly<Record<string, OperationScope>> = {
  'bulk-delete': signed,
  'bulk-patch': signed,
  changes: { kind: 'letters', letters: ['s'] },
  'code-system-releases': signed,
  'data-quality': signed,
  diff: { kind: 'letters', letters: ['r'] },
  document: { kind: 'letters', letters: ['r'] },
  erase: signed,
  everything: { kind: 'letters', letters: ['r', 's'] },
  expand: terminology,
  export: { kind: 'export' },
  import: signed,
  lastn: { kind: 'letters', letters: ['r', 's'] },
  'load-code-system': signed,
  lookup: terminology,
  meta: { kind: 'letters', letters: ['r', 's'] },
  'meta-add': { kind: 'letters', letters: ['r', 'u'] },
  'meta-delete': { kind: 'letters', letters: ['r', 'u'] },
  'package-add': signed,
  'package-remove': signed,
  packages: signed,
  purge: signed,
  reindex: signed,
  'remove-code-system': signed,
  'search-parameters': signed,
  subsumes: terminology,
  summary: { kind: 'letters', letters: ['r', 's'] },
  translate: { kind: 'whole-type', letters: ['r', 's'] },
  validate: { kind: 'any-letter' },
  'validate-code': terminology,
  'validation-settings': signed,
};
