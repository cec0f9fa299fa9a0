import type { Database } from '@wellspring/database';
import {
  specification,
  type CanonicalReference,
  type ConformanceType,
  type JsonObject,
  type ValidationLevel,
  type ValidationSource,
} from '@wellspring/fhir';
import type { DataStore } from '../data-store.js';
import type { StoredVersion } from '../read/stored-version.js';
import {
  baseProfileOf,
  readDefaultProfiles,
  type DefaultProfiles,
} from '../fhir-packages/default-profiles.js';
import { findPackaged, readPackagedBody, type PackagedPlace } from '../fhir-packages/find-packaged.js';
import { readyPackages } from '../fhir-packages/package-table.js';
import { watchConformance, type ConformanceState } from './conformance-state.js';
import { findOwn } from './own-resources.js';
import type { ParsedTrees } from './parsed-trees.js';

/**
 * What data has to be like in one data store: its own StructureDefinitions, ValueSets, CodeSystems and ConceptMaps
 * first, then those of its packages, then the specification's.
 */
export interface StoreConformance extends ValidationSource {
  state(): Promise<ConformanceState>;
  /** The tree of a version with a body, that is at hand: the same object as `find` gives. */
  treeOf(version: Pick<StoredVersion, 'vid' | 'body'>): JsonObject | undefined;
  /** Sets the level of validation for requests that name none; undefined: what the operator's setting says. */
  setLevel(level: ValidationLevel | undefined): Promise<void>;
  /** This process has changed what is found here, or by what it is found. */
  changed(): void;
  /** As `changed`, of what no trigger of the database tells: so that other processes hear of it. */
  noteChange(): Promise<void>;
}

/** What the conformance of a data store is worked out with. */
export interface StoreConformanceParts {
  readonly database: Database;
  readonly schema: string;
  /** Of all data stores of the process. */
  readonly trees: ParsedTrees;
  readonly store: () => Pick<DataStore, 'codeSystems' | 'read' | 'vread' | 'search'>;
  /** The data store's setting DefaultProfiles, as it is at this moment. */
  readonly defaultProfiles: () => readonly string[];
}

/** Where a resource was found; its tree may have to be read again. */
type Place =
  | {
      readonly kind: 'own';
      readonly key: string;
      readonly type: string;
      readonly id: string;
      readonly version: number;
    }
  | ({ readonly kind: 'package'; readonly key: string } & PackagedPlace)
  | { readonly kind: 'specification' };

/** What was worked out under one generation and one setting of DefaultProfiles. */
interface Known {
  readonly sign: string;
  readonly places: Map<string, Promise<Place>>;
  readonly baseProfiles: Map<string, Promise<readonly string[]>>;
  defaults: Promise<DefaultProfiles> | undefined;
}

/** Canonical URLs whose places are kept. */
const MOST_PLACES = 5_000;

/** @see docs/adr/0015-what-a-data-store-validates-by.md */
export function createStoreConformance(parts: StoreConformanceParts): StoreConformance {
  const { database, schema, trees } = parts;
  const watch = watchConformance(database, schema);
  let known: Known | undefined;

  const current = async (): Promise<Known> => {
    const names = parts.defaultProfiles();
    const sign = `${(await watch.current()).generation} ${JSON.stringify(names)}`;
    // What is still being looked for stays with the generation that it was begun under.
    if (known?.sign !== sign)
      known = { sign, places: new Map(), baseProfiles: new Map(), defaults: undefined };
    return known;
  };
  const defaultsOf = (now: Known): Promise<DefaultProfiles> =>
    (now.defaults ??= keptUnlessFailed(
      (async () => {
        const names = parts.defaultProfiles();
        // Nothing to name, nothing to look up: so it is in most data stores.
        return readDefaultProfiles(names, names.length === 0 ? [] : await readyPackages(database, schema));
      })(),
      () => (now.defaults = undefined),
    ));

  const locate = async (
    now: Known,
    type: ConformanceType,
    by: CanonicalReference | { readonly id: string },
  ): Promise<Place> => {
    const own = await findOwn(parts.store(), type, by);
    if (own?.body !== undefined) {
      const key = String(own.vid);
      trees.put(key, own.body);
      return { kind: 'own', key, type, id: own.id, version: own.version };
    }
    if ('id' in by) return { kind: 'specification' };
    const { packages } = await defaultsOf(now);
    const place = await findPackaged(database, schema, type, by, packages);
    return place === undefined ? { kind: 'specification' } : { kind: 'package', ...place, key: keyOf(place) };
  };
  const keyOf = ({ package: id, ordinal }: PackagedPlace): string => `${schema} ${id} ${ordinal}`;
  const packagedTree = async (place: PackagedPlace): Promise<JsonObject | undefined> => {
    const before = trees.get(keyOf(place));
    if (before !== undefined) return before;
    const body = await readPackagedBody(database, schema, place);
    return body && trees.put(keyOf(place), body);
  };
  const treeAt = async (place: Place, type: ConformanceType, by: Parameters<typeof locate>[2]) => {
    switch (place.kind) {
      case 'own': {
        const before = trees.get(place.key);
        if (before !== undefined) return before;
        const version = await parts.store().vread(place.type, place.id, place.version);
        return version?.body && trees.put(place.key, version.body);
      }
      case 'package':
        return (await packagedTree(place).then(unlessEmpty)) ?? specificationTree(type, by);
      case 'specification':
        return specificationTree(type, by);
      default:
        return place satisfies never;
    }
  };

  return {
    async find(type, by) {
      const now = await current();
      const key = 'id' in by ? `${type}/${by.id}` : `${type} ${by.url}|${by.version ?? ''}`;
      let place = now.places.get(key);
      if (place === undefined) {
        if (now.places.size >= MOST_PLACES) now.places.clear();
        place = keptUnlessFailed(locate(now, type, by), () => now.places.delete(key));
        now.places.set(key, place);
      }
      return treeAt(await place, type, by);
    },
    async generation() {
      return (await current()).sign;
    },
    async defaultProfiles(type) {
      const now = await current();
      const { packages, profiles, unknown } = await defaultsOf(now);
      let base = now.baseProfiles.get(type);
      if (base === undefined) {
        const found = packages.map((name) => baseProfileOf(database, schema, name, type, packagedTree));
        base = keptUnlessFailed(
          Promise.all(found).then((urls) => urls.filter((url) => url !== undefined)),
          () => now.baseProfiles.delete(type),
        );
        now.baseProfiles.set(type, base);
      }
      return { forType: await base, named: profiles, unknown };
    },
    loadedCodeSystem: (system, version) => parts.store().codeSystems.find(system, version),
    state: () => watch.current(),
    treeOf: ({ vid, body }) => body && trees.put(String(vid), body),
    async setLevel(level) {
      await database.query(
        level === undefined
          ? `DELETE FROM ${schema}.validation_setting`
          : `INSERT INTO ${schema}.validation_setting (level) VALUES ($1)
             ON CONFLICT (single) DO UPDATE SET level = excluded.level`,
        level === undefined ? [] : [level],
      );
      watch.changed();
    },
    changed: () => {
      watch.changed();
    },
    async noteChange() {
      await database.query(`INSERT INTO ${schema}.conformance_change DEFAULT VALUES`);
      watch.changed();
    },
  };
}

async function specificationTree(
  type: ConformanceType,
  by: CanonicalReference | { readonly id: string },
): Promise<JsonObject | undefined> {
  return unlessEmpty(await specification.find(type, by));
}

/**
 * Packages and the specification list code systems of others without their concepts: to know that there is a SNOMED CT
 * is to know nothing.
 */
function unlessEmpty(tree: JsonObject | undefined): JsonObject | undefined {
  return tree?.['content'] === 'not-present' ? undefined : tree;
}

/** A promise that is kept; one that fails is forgotten, so that the next who asks tries again. */
function keptUnlessFailed<T>(work: Promise<T>, forget: () => unknown): Promise<T> {
  work.catch(forget);
  return work;
}
