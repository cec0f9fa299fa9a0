import type { ConformanceSource } from '../conformance/conformance-source.js';
import type { Issue } from '../issue.js';
import type { JsonObject } from '../json/json-value.js';
import type { CompiledProfile } from './compiled-profile.js';
import { ProfileCompiler } from './compiling/profile-compiler.js';
import { ProfileFault } from './profile-fault.js';

/** A profile made ready, or why it cannot be used. */
export type ProfileOutcome =
  | { readonly ok: true; readonly profile: CompiledProfile }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Compiles profiles of one source, and shares what they lead to; for as long as the source does not change. */
export interface ProfileCompilation {
  /** The profile of a definition. */
  compile(definition: JsonObject): Promise<ProfileOutcome>;
}

/**
 * A compilation for one state of a source. What profiles lead to is kept for those compiled later, so it is made
 * anew when a definition of the source changes.
 *
 * @example
 * const profiles = createProfileCompilation(source);
 * const outcome = await profiles.compile(definition);
 * if (outcome.ok) checkProfile(outcome.profile, patient);
 */
export function createProfileCompilation(source: ConformanceSource): ProfileCompilation {
  const compiler = new ProfileCompiler(source);
  let last: Promise<unknown> = Promise.resolve();

  async function compile(definition: JsonObject): Promise<ProfileOutcome> {
    try {
      return { ok: true, profile: await compiler.compile(definition) };
    } catch (fault) {
      if (fault instanceof ProfileFault) return { ok: false, issues: [fault.issue] };
      throw fault;
    }
  }

  return {
    // One after the other: they share what they lead to, and none may see it half made.
    compile(definition) {
      const outcome = last.then(() => compile(definition));
      last = outcome.catch(() => undefined);
      return outcome;
    },
  };
}

/**
 * Makes a profile ready for checking: its snapshot (worked out where only a differential is there), and what it
 * leads to: base profiles, extension definitions, profiles on types and on the targets of references. What is led
 * to and not there is a warning where data has it.
 *
 * @returns issues without a text of data in them where the definition is not usable: not of a type of R4, its base not
 *   known, based on itself, in contradiction to its base, or leading to more than is reasonable
 * @see https://hl7.org/fhir/R4/profiling.html
 */
export async function compileProfile(
  definition: JsonObject,
  source: ConformanceSource,
): Promise<ProfileOutcome> {
  return createProfileCompilation(source).compile(definition);
}
