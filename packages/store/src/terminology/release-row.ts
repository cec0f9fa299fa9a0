/** One thing that a file of a release says; codes may be named before the concept they are of. */
export type ReleaseRow =
  | { readonly kind: 'concept'; readonly code: string; readonly isActive: boolean }
  | {
      readonly kind: 'term';
      readonly code: string;
      readonly role: TermRole;
      readonly language: string;
      readonly term: string;
    }
  | {
      readonly kind: 'property';
      readonly code: string;
      readonly property: string;
      readonly type: PropertyType;
      readonly value: string;
    }
  | { readonly kind: 'parent'; readonly code: string; readonly parent: string };

/** What a term is to its concept; the display is the term of the smallest number. */
export const termRoles = {
  display: 0,
  fullySpecified: 1,
  synonym: 2,
  short: 3,
  consumer: 4,
  fallback: 5,
} as const;

/** The code itself, as a row among the terms: by it, too, a concept is found by what somebody begins to write. */
export const codeRole = 6;

export type TermRole = keyof typeof termRoles;

/** Types of `value[x]`, by the number that stands for them in the table. */
export const propertyTypes = ['string', 'code', 'boolean', 'integer', 'decimal'] as const;

export type PropertyType = (typeof propertyTypes)[number];
