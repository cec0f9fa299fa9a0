import type { TerminologySource } from '../terminology/terminology-source.js';

/** The profiles that resources of a type have to meet without claiming them. */
export interface DefaultProfilesOfType {
  /** Of packages that are named: the one that is meant for every resource of the type. */
  readonly forType: readonly string[];
  /** Named by their URLs: each holds for the type that it constrains. */
  readonly named: readonly string[];
  /** Names of packages that are not there. */
  readonly unknown: readonly string[];
}

/** What a data store validates by. */
export interface ValidationSource extends TerminologySource {
  /** Another one whenever `find` or `defaultProfiles` may answer otherwise than before. */
  generation(): Promise<string>;
  defaultProfiles(type: string): Promise<DefaultProfilesOfType>;
}
