import type { JsonObject } from '@wellspring/fhir';
import type { PackageLimits } from './package-limits.js';
import type { PackagedType } from './package-resource.js';

/** A package as a data store has it. */
export interface PackageRecord {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly canonical?: string;
  readonly added: Date;
  /** How many resources of each type it brought. */
  readonly resources: Readonly<Partial<Record<PackagedType, number>>>;
  /** Packages that it needs and the data store has not, in words: `hl7.terminology.r4 5.0.0`. */
  readonly missing: readonly string[];
}

/** A package that was added. */
export interface AddedPackage {
  /** `unchanged`: the very same was there already. */
  readonly outcome: 'added' | 'unchanged';
  readonly record: PackageRecord;
  /** What of it was left out, and why. */
  readonly notes: readonly string[];
}

/** A resource of a package, for those who need all of a type. */
export interface ResourceOfPackage {
  readonly package: string;
  readonly packageVersion: string;
  readonly url: string;
  readonly tree: JsonObject;
}

/**
 * The packages of a data store: implementation guides in the FHIR package format. Their resources are found by
 * `DataStore.conformance`; they are no resources of the data store, so nobody reads, searches or exports them.
 */
export interface Packages {
  /**
   * Adds a package, as a whole or not at all, as its bytes come. Another version of it may stand beside it.
   *
   * @param archive the .tgz
   * @throws WellspringError `malformed-package`, `package-too-large`, `package-not-supported`, `package-conflict`,
   *   `too-many-packages-at-once`, and what reading the archive throws
   * @example
   * const { record } = await store.packages.add(createReadStream('us-core-6.1.0.tgz'), defaultPackageLimits);
   */
  add(archive: AsyncIterable<Buffer>, limits: PackageLimits): Promise<AddedPackage>;
  /** All of them, by name and version. */
  list(): Promise<readonly PackageRecord[]>;
  /** Removes one; false where there is none. */
  remove(name: string, version: string): Promise<boolean>;
  /** All resources of a type, package by package, later versions of a package first. */
  resources(type: PackagedType): AsyncIterable<ResourceOfPackage>;
}
