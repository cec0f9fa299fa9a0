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
  /** The profile of a definition that is at hand; compiled anew each time. */
  compile(definition: JsonObject): Promise<ProfileOutcome>;
  /** The profile that a canonical URL means in the source, compiled once; undefined where there is none. */
  find(canonical: string): Promise<ProfileOutcome | undefined>;
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

  /** One after the other: they share what they lead to, and none may see it half made. */
  function inTurn<T extends CompiledProfile | undefined>(
    compile: () => Promise<T>,
  ): Promise<{ readonly ok: true; readonly profile: T } | Extract<ProfileOutcome, { ok: false }>> {
    const outcome = last.then(async () => {
      try {
        return { ok: true as const, profile: await compile() };
      } catch (fault) {
        if (fault instanceof ProfileFault) return { ok: false as const, issues: [fault.issue] };
        throw fault;
      }
    });
    last = outcome.catch(() => undefined);
    return outcome;
  }

  return {
    compile: (definition) => inTurn(() => compiler.compile(definition)),
    async find(canonical) {
      const known = compiler.known(canonical);
      if (known !== undefined) return { ok: true, profile: known };
      const outcome = await inTurn(() => compiler.profile(canonical));
      if (!outcome.ok) return outcome;
      return outcome.profile && { ok: true, profile: outcome.profile };
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
