import type { Issue } from '../issue.js';
import type { JsonObject } from '../json/json-value.js';
import { canonicalParts } from '../conformance/conformance-source.js';
import { checkProfile } from '../profiles/check-profile.js';
import { checkKnownExtensions } from '../profiles/extensions/check-known-extensions.js';
import type { CodeQuestion, Findings } from '../validation/findings.js';
import { validateResource } from '../validation/validate-resource.js';
import { isError } from '../validation/is-error.js';
import type { ValidationLevel } from '../validation/validation-level.js';
import type { TerminologySource } from '../terminology/terminology-source.js';
import { validateBase } from '../validation/validate-base.js';
import type { CompiledProfiles, KnownProfile } from './compiled-profiles.js';
import { claimedProfiles, claimsWithin, typeOf, type ClaimingResource } from './profile-claims.js';
import { unknownPackage, unknownProfile, unusableProfile, wrongType, type Claim } from './profile-issues.js';
import type { ValidationSource } from './validation-source.js';

/** How strictly, and by which profiles beside those that the resource claims and those of the data store. */
export interface StrictnessOptions {
  readonly level: ValidationLevel;
  /** Canonical URLs, with `|version` where one is meant: that one of them is not known is an error. */
  readonly profiles?: readonly string[];
}

/** What a resource was found to be. */
export interface Verdict {
  readonly issues: readonly Issue[];
  /** What it breaks, if anything: the rules of FHIR itself (R4 has 400 for these), or of a profile (422). */
  readonly breaks: 'nothing' | 'specification' | 'profile';
}

/** Validates resources by all that holds in one data store. */
export interface ResourceValidator {
  /** Everything that was found, errors first; no issues where all is well. */
  validate(tree: JsonObject, options: StrictnessOptions): Promise<readonly Issue[]>;
  /** The same, with what it means. At `structure-only` it asks nobody. */
  check(tree: JsonObject, options: StrictnessOptions): Promise<Verdict>;
}

/** What a validator is made from. */
export interface ResourceValidatorParts {
  readonly conformance: ValidationSource;
  /** Judges codings by their value sets. */
  readonly judge: (
    questions: readonly CodeQuestion[],
    source: TerminologySource,
  ) => Promise<readonly Issue[]>;
  readonly compiled: CompiledProfiles;
}

/** More than a person reads. */
const MOST_ISSUES = 200;
let validators = 0;

/**
 * Puts the rules of the specification, of profiles and of terminology together for one data store. `minimal` finds
 * what `strict` finds: what becomes of it is for the caller.
 *
 * @example
 * const validator = createResourceValidator({ conformance, judge: judgeCodes, compiled });
 * const { issues, breaks } = await validator.check(tree, { level: 'strict' });
 */
export function createResourceValidator(parts: ResourceValidatorParts): ResourceValidator {
  const { conformance, judge, compiled } = parts;
  const own = ++validators;

  let seen: { readonly generation: string; readonly source: TerminologySource } | undefined;

  /** The source by another name for every generation: whoever remembers what it answered forgets it with the name. */
  async function asItStands(): Promise<TerminologySource> {
    const generation = await conformance.generation();
    if (seen?.generation !== generation) {
      const { loadedCodeSystem } = conformance;
      const find: TerminologySource['find'] = (...asked) => conformance.find(...asked);
      seen = { generation, source: { find, isFixed: true, ...(loadedCodeSystem && { loadedCodeSystem }) } };
    }
    return seen.source;
  }

  async function profileOf(url: string): Promise<KnownProfile | undefined> {
    return compiled.find(`${own} ${await conformance.generation()}`, url, conformance);
  }

  /** Most extensions have no definition here: nothing is kept of these. */
  async function extensionOf(url: string): Promise<KnownProfile | undefined> {
    const definition = await conformance.find('StructureDefinition', canonicalParts(url));
    return definition === undefined ? undefined : profileOf(url);
  }

  async function profileFindings(claim: Claim): Promise<Findings> {
    const { resource, url, origin } = claim;
    const profile = await profileOf(url);
    if (profile === undefined) return { issues: [unknownProfile(claim)], questions: [] };
    if (!isFor(profile.type, resource.tree)) {
      // A default profile holds for its own type.
      return { issues: origin === 'default' ? [] : [wrongType(claim, profile.type)], questions: [] };
    }
    if (!profile.ok)
      return { issues: profile.issues.map((issue) => unusableProfile(claim, issue)), questions: [] };
    const { tree, rootResource, bundle, path } = resource;
    return checkProfile(profile.profile, tree, {
      rootResource,
      ...(bundle !== undefined && { bundle }),
      ...(path !== undefined && { expression: path }),
    });
  }

  async function check(tree: JsonObject, { level, profiles = [] }: StrictnessOptions): Promise<Verdict> {
    if (level === 'structure-only') return verdictOf(validateResource(tree), []);
    const base = validateBase(tree);
    const itself: ClaimingResource = {
      tree,
      rootResource: tree,
      bundle: undefined,
      path: undefined,
      profiles: claimedProfiles(tree),
    };
    const defaults = await conformance.defaultProfiles(typeOf(tree));
    const issues: Issue[] = defaults.unknown.map(unknownPackage);
    const questions: CodeQuestion[] = [];
    for (const claim of distinct([
      ...profiles.map((url) => ({ resource: itself, url, origin: 'asked' as const })),
      ...claimsOf(itself),
      ...[...defaults.forType, ...defaults.named].map((url) => ({
        resource: itself,
        url,
        origin: 'default' as const,
      })),
      ...[...claimsWithin(tree)].flatMap(claimsOf),
    ])) {
      const found = await profileFindings(claim);
      issues.push(...found.issues);
      questions.push(...found.questions);
    }
    // Whoever uses an extension means its definition, whether or not a profile that it is in is claimed.
    const extensions = await checkKnownExtensions(tree, { find: extensionOf });
    issues.push(...extensions.issues);
    questions.push(...extensions.questions);
    const [ofBase, ofProfiles] = [
      base.questions.length > 0 ? await judge(base.questions, await asItStands()) : [],
      questions.length > 0 ? await judge(questions, await asItStands()) : [],
    ];
    return verdictOf([...base.issues, ...ofBase], [...issues, ...ofProfiles]);
  }

  return {
    check,
    validate: async (tree, options) => (await check(tree, options)).issues,
  };
}

/** Whether a profile of one type may be met by a resource. */
function isFor(type: string, { resourceType }: JsonObject): boolean {
  return type === resourceType || type === 'Resource' || type === 'DomainResource';
}

function claimsOf(resource: ClaimingResource): readonly Claim[] {
  return resource.profiles.map((url) => ({ resource, url, origin: 'claimed' }));
}

function distinct(claims: readonly Claim[]): readonly Claim[] {
  const first = new Map<string, Claim>();
  for (const claim of claims) {
    const key = `${claim.resource.path ?? ''} ${claim.url}`;
    if (!first.has(key)) first.set(key, claim);
  }
  return [...first.values()];
}

function verdictOf(base: readonly Issue[], profiles: readonly Issue[]): Verdict {
  const breaks = base.some(isError) ? 'specification' : profiles.some(isError) ? 'profile' : 'nothing';
  const all = [...base, ...profiles];
  if (all.length === 0) return { issues: all, breaks };
  const seen = new Set<string>();
  const issues = all.filter(({ severity, diagnostics, expression = [] }) => {
    const key = `${severity} ${expression.join()} ${diagnostics}`;
    return seen.size < seen.add(key).size;
  });
  return { issues: issues.sort(byGravity).slice(0, MOST_ISSUES), breaks };
}

const gravity = { fatal: 0, error: 1, warning: 2, information: 3 } as const;

function byGravity(left: Issue, right: Issue): number {
  return gravity[left.severity] - gravity[right.severity];
}
