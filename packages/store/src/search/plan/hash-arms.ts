import {
  indexedText,
  versionSeparators,
  type CanonicalVersionCriterion,
  type ReferenceCriterion,
  type TokenCriterion,
} from '@wellspring/fhir';
import type { Hash64 } from '../../hash/sip-hash.js';
import { referenceTerm, type TermHash } from '../../hash/term-hash.js';
import { identifierType, versionsKey } from '../../rows/index-rows.js';
import type { Arm, HashArm } from './arm.js';

/**
 * A token in one of its forms, under the key of its parameter.
 *
 * @param single whether a resource has one value at most
 */
export function tokenArms(
  criterion: TokenCriterion,
  key: Hash64,
  single: boolean,
  term: TermHash,
): readonly Arm[] {
  // Members behind a spread take a microsecond each, so there is none.
  const arm = (hash: Hash64, system?: number, repeats = false): HashArm =>
    system === undefined
      ? { kind: 'hash', table: 'token', repeats, hash }
      : { kind: 'hash', table: 'token', repeats, hash, system };
  switch (criterion.form) {
    case 'system': {
      // A row of its own where there is no code, or too many; else all codes of the system.
      const hash = term.term(key, 'system', criterion.system);
      const system = term.short(criterion.system);
      return [arm(hash), { kind: 'dictionary', table: 'token', key: hash, system, filter: { kind: 'all' } }];
    }
    case 'of-type':
      return [arm(identifierType(key, criterion, term))];
    case 'code':
      return [arm(term.term(key, 'code', criterion.code), undefined, !single)];
    case 'system-code':
      return [arm(term.term(key, 'code', criterion.code), term.short(criterion.system))];
    case 'no-system-code':
      return [arm(term.term(key, 'code', criterion.code), 0)];
    default:
      return criterion satisfies never;
  }
}

/** A reference to one of several targets. */
export function referenceArms(
  { targets }: ReferenceCriterion,
  key: Hash64,
  term: TermHash,
): readonly HashArm[] {
  return targets.map((target) => referenceArm(key, term.reference(target)));
}

/** A reference to what a hash stands for. */
export function referenceArm(key: Hash64, target: Hash64): HashArm {
  return { kind: 'hash', table: 'reference', hash: referenceTerm(key, target), repeats: false };
}

/** A canonical URL with a version, or with one that this is a part of. */
export function canonicalVersionArms(
  { url, version }: CanonicalVersionCriterion,
  key: Hash64,
  term: TermHash,
): readonly Arm[] {
  const versions = { kind: 'dictionary', table: 'reference', key: versionsKey(key, url, term) } as const;
  return [
    referenceArm(key, term.reference(`${url}|${version}`)),
    ...versionSeparators.map((separator): Arm => ({
      ...versions,
      filter: { kind: 'begins', prefix: indexedText(version + separator) },
    })),
  ];
}

/** `code=a,a` is `code=a`: one walk instead of two. */
export function distinctHashArms<A extends { readonly kind: string }>(arms: readonly A[]): readonly A[] {
  if (arms.length < 2) return arms;
  const seen = new Set<string>();
  return arms.filter((arm) => {
    if (!isHashArm(arm)) return true;
    const name = `${arm.hash.hi},${arm.hash.lo},${arm.system ?? ''}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function isHashArm(arm: { readonly kind: string }): arm is HashArm {
  return arm.kind === 'hash';
}
