import type { Readable } from 'node:stream';
import type { CodeSystemProvider } from '@wellspring/fhir';
import type { StoreContext } from '../store-context.js';
import type { CodeSystemKind } from './code-system-kind.js';
import type { CodeSystemRelease } from './code-system-release.js';
import { loadedCodeSystem } from './loaded-code-system.js';
import { loadRelease } from './load-release.js';
import { createReleaseList } from './release-list.js';
import { removeRelease } from './remove-release.js';

/** What is loaded. */
export interface ReleaseToLoad {
  readonly kind: CodeSystemKind;
  /** As the publisher names it: `2025`, `2.78`, `20240901`, `http://snomed.info/sct/900000000000207008/version/20240101`. */
  readonly version: string;
  /** A tar archive with the files of the release, in the publisher's format. */
  readonly archive: Readable;
  /** The most bytes that it may have. */
  readonly maxBytes: number;
  /** Called when all of the archive has been read and is right: what is left is work of the database alone. */
  readonly onReceived?: () => void;
  /** Aborted where whoever asked for it is gone: nothing is loaded then. */
  readonly signal: AbortSignal;
}

/** The code systems of a data store that were loaded from the files of their publishers. */
export interface LoadedCodeSystems {
  /**
   * A code system by its URL and version; without a version, the one loaded last. What was loaded or removed, on
   * this node or another, counts within a second.
   */
  find(system: string, version?: string): Promise<CodeSystemProvider | undefined>;
  /** All of them, in the order of their systems and versions. */
  list(): Promise<readonly CodeSystemRelease[]>;
  /**
   * Loads a release, in place of the one of the same version where there is one. Until all of it is there, nothing of
   * it is; then all of it is at once.
   *
   * @throws WellspringError `invalid-release-file`, `load-under-way`, `body-too-large`
   */
  load(release: ReleaseToLoad): Promise<CodeSystemRelease>;
  /** Removes a release; false where there is none. */
  remove(kind: CodeSystemKind, version: string): Promise<boolean>;
}

export function loadedCodeSystems(store: StoreContext): LoadedCodeSystems {
  const releases = createReleaseList(store);
  return {
    async find(system, version) {
      const { generation } = await store.conformance.state();
      const all = await releases.current(generation);
      const found = all.filter((each) => each.system === system);
      if (found.length === 0) return undefined;
      const meant =
        version === undefined
          ? found.reduce((latest, each) => (each.loaded > latest.loaded ? each : latest))
          : found.find((each) => each.version === version);
      return meant && loadedCodeSystem(store, meant);
    },
    async list() {
      const all = await releases.fresh();
      return all.map(({ kind, system, version, concepts, loaded }) => ({
        kind,
        system,
        version,
        concepts,
        loaded,
      }));
    },
    async load(release) {
      try {
        return await loadRelease(store, release);
      } finally {
        releases.forget();
      }
    },
    async remove(kind, version) {
      try {
        return await removeRelease(store, kind, version);
      } finally {
        releases.forget();
      }
    },
  };
}
