import { compartmentCondition, type Condition } from '@wellspring/fhir';
import {
  grantedScopes,
  type Grant,
  type ResourceScope,
  type ScopeInteraction,
  type ScopeLevel,
} from '@wellspring/smart';
import type { DataStore } from '@wellspring/store';
import { storableTypes } from '../routing/storable-types.js';
import { relatedPatients } from './related-patients.js';
import { allRights, anyRight, type Right } from './right.js';
import { scopeFilters } from './scope-filters.js';
import { isSharedType } from './shared-types.js';

/** What the bearer of a grant may do in a data store, at the moment that it was worked out. */
export interface Permissions {
  readonly grant: Grant;
  /** The resources of a type that may be treated in all of these ways. */
  right(type: string, letters: readonly ScopeInteraction[]): Right;
  /**
   * The patients in whose compartments resources of a type may be written; undefined: it does not matter whose. A
   * resource that is in one of them and in another's besides would be put into the other's record.
   */
  writablePatients(type: string, letter: ScopeInteraction): ReadonlySet<string> | undefined;
  /** The types that scopes of a system, without filters, give in all of these ways. */
  systemTypes(letters: readonly ScopeInteraction[]): ReadonlySet<string>;
  /** Whether the transactions that were sent before may be asked for. */
  readonly readsTransactions: boolean;
}

/** A scope with what it is about. */
interface Part {
  readonly scope: ResourceScope;
  readonly filters: readonly Condition[];
  /** In whose compartments its resources are; undefined: whoever they are about. */
  readonly patients: readonly string[] | undefined;
}

/** More scopes than any app is given: each costs a little with every request. */
const mostScopes = 500;

/**
 * Works out what a grant gives.
 *
 * @param store all of it
 * @param base what the addresses of the data store begin with
 */
export async function permissionsOf(grant: Grant, store: DataStore, base: string): Promise<Permissions> {
  const parts: Part[] = [];
  let related: readonly string[] | undefined;
  for (const scope of grantedScopes(grant).slice(0, mostScopes)) {
    const filters = scope.type === 'Transaction' ? [] : await scopeFilters(scope, store, base);
    if (filters === undefined) continue;
    let patients: readonly string[] | undefined;
    if (scope.level === 'patient') patients = grant.patient === undefined ? [] : [grant.patient];
    if (scope.level === 'user' && grant.fineGrained)
      patients = related ??= await relatedPatients(store, grant.fhirUser);
    parts.push({ scope, filters, patients });
  }
  const rights = new Map<string, Right>();

  function rightTo(type: string, letter: ScopeInteraction): Right {
    const name = `${type}.${letter}`;
    let right = rights.get(name);
    if (right === undefined) rights.set(name, (right = compiled(parts, type, letter)));
    return right;
  }

  return {
    grant,
    right: (type, letters) => allRights(letters.map((letter) => rightTo(type, letter))),
    writablePatients(type, letter) {
      const allowing = parts.filter((part) => allows(part, type, letter));
      if (allowing.some(({ patients }) => patients === undefined)) return undefined;
      return new Set(allowing.flatMap(({ patients }) => patients ?? []));
    },
    systemTypes: (letters) => {
      const open = parts.filter(({ scope, filters }) => isOf(scope, 'system') && filters.length === 0);
      const types = storableTypes().filter((type) =>
        letters.every((letter) => open.some((part) => allows(part, type, letter))),
      );
      return new Set(types);
    },
    readsTransactions: parts.some(({ scope }) => allowsBy(scope, 'Transaction', 'r')),
  };
}

function isOf(scope: ResourceScope, level: ScopeLevel): boolean {
  return scope.level === level;
}

function allowsBy(scope: ResourceScope, type: string, letter: ScopeInteraction): boolean {
  return (scope.type === '*' || scope.type === type) && scope.interactions.has(letter);
}

function allows({ scope }: Part, type: string, letter: ScopeInteraction): boolean {
  return allowsBy(scope, type, letter);
}

/** What all scopes together give: those of the same patients are put together, so that they are looked for once. */
function compiled(parts: readonly Part[], type: string, letter: ScopeInteraction): Right {
  const groups = new Map<string, { readonly within: Right; readonly filters: Right[] }>();
  for (const part of parts) {
    if (!allows(part, type, letter)) continue;
    const within = withinOf(part, type, letter);
    if (within === 'none') continue;
    const name = JSON.stringify(within);
    const group = groups.get(name) ?? { within, filters: [] };
    group.filters.push(allRights(part.filters));
    groups.set(name, group);
  }
  const rights = [...groups.values()].map(({ within, filters }) => allRights([within, anyRight(filters)]));
  return anyRight(rights);
}

/** The resources of a type that a scope is about, its filters left out. */
function withinOf({ scope, patients }: Part, type: string, letter: ScopeInteraction): Right {
  if (patients === undefined) return 'all';
  const member = compartmentCondition('Patient', patients, type);
  if (member !== undefined) return patients.length === 0 ? 'none' : member;
  // In no compartment: nobody's by its definition, and read only.
  const isNamed = scope.level === 'user' || scope.type === type;
  return isNamed && isSharedType(type) && (letter === 'r' || letter === 's') ? 'all' : 'none';
}
