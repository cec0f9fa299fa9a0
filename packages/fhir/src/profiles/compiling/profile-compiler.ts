import { setImmediate } from 'node:timers/promises';
import { canonicalParts, type ConformanceSource } from '../../conformance/conformance-source.js';
import type { JsonObject } from '../../json/json-value.js';
import { codeSetOf, type CodeSet } from '../../terminology/code-set.js';
import { terminologyOf } from '../../terminology/terminology.js';
import { CompileBudget } from '../compile-budget.js';
import type { CompiledProfile, ProfileLink, TargetLink } from '../compiled-profile.js';
import { ProfileFault, shown } from '../profile-fault.js';
import { ProfileLibrary } from '../snapshot/profile-library.js';
import type { ProfileTree } from '../snapshot/profile-tree.js';
import { specifiedTree, specifiedType } from '../snapshot/specified-tree.js';
import { compileValue } from './compile-value.js';
import { extensionUse } from './extension-use.js';

interface Entry {
  readonly link: ProfileLink;
  profile: CompiledProfile | undefined;
  fault: string | undefined;
  type: string | undefined;
}

const nothing = (): undefined => undefined;

/**
 * Compiles profiles and what they lead to, each once. Profiles that are led to are compiled afterwards, from a list,
 * so that circles of them are no trouble.
 */
export class ProfileCompiler {
  readonly budget = new CompileBudget();
  readonly library: ProfileLibrary;
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: { readonly entry: Entry; readonly tree: ProfileTree }[] = [];
  /** What was met first in the compilation that is going on. */
  readonly #fresh: string[] = [];
  #terminology;
  #isCompiling = false;

  constructor(private readonly source: ConformanceSource) {
    this.library = new ProfileLibrary(source, this.budget);
    this.#terminology = terminologyOf(source);
  }

  /**
   * Compiles a profile, and whatever it leads to that is not compiled yet. One at a time.
   * @throws ProfileFault where the definition cannot be used
   */
  async compile(definition: JsonObject): Promise<CompiledProfile> {
    return this.#whole(async () => this.#compileTree(await this.library.treeOf(definition)));
  }

  /**
   * The profile that a canonical URL means, compiled once; undefined where there is none. One at a time.
   * @throws ProfileFault where the definition cannot be used
   */
  async profile(canonical: string): Promise<CompiledProfile | undefined> {
    const entry = await this.#whole(() => this.#entry(canonical));
    if (entry.fault !== undefined) throw new ProfileFault('invalid', 'unusable-profile', entry.fault);
    // URLs come from data, so what is not there is not kept.
    if (entry.profile === undefined) this.#entries.delete(canonical);
    return entry.profile;
  }

  /** What is compiled already, with all that it leads to. */
  known(canonical: string): CompiledProfile | undefined {
    return this.#isCompiling ? undefined : this.#entries.get(canonical)?.profile;
  }

  /** Does something, then compiles all that it led to. What fails in the middle leaves nothing half made behind. */
  async #whole<T>(compile: () => Promise<T>): Promise<T> {
    this.budget.renew();
    // It counts what it works out, and keeps it.
    this.#terminology = terminologyOf(this.source);
    this.#isCompiling = true;
    try {
      const result = await compile();
      for (let next = this.#waiting.at(-1); next !== undefined; next = this.#waiting.at(-1)) {
        const { entry, tree } = next;
        this.#waiting.pop();
        // Hundreds of profiles take a second, in which others want to be answered, too.
        await setImmediate();
        await this.#unlessFaulty(entry, async () => {
          entry.profile = await this.#compileTree(tree);
        });
      }
      return result;
    } catch (fault) {
      for (const canonical of this.#fresh) this.#entries.delete(canonical);
      throw fault;
    } finally {
      this.#isCompiling = false;
      this.#fresh.length = 0;
      this.#waiting.length = 0;
      this.library.forget();
    }
  }

  async #compileTree(tree: ProfileTree): Promise<CompiledProfile> {
    const canonical = tree.version === undefined ? tree.url : `${tree.url}|${tree.version}`;
    const base = specifiedTree(tree.type)!;
    const rules = await compileValue(this, tree.root, tree.root.name, [base]);
    return { canonical: shown(canonical), type: tree.type, rules, extension: extensionUse(tree) };
  }

  /** The profiles that canonical URLs mean. */
  async links(canonicals: readonly string[]): Promise<readonly ProfileLink[]> {
    const links: ProfileLink[] = [];
    for (const canonical of new Set(canonicals)) links.push((await this.#entry(canonical)).link);
    return links;
  }

  /** The profiles or types that a reference may lead to. */
  async targets(canonicals: readonly string[]): Promise<readonly TargetLink[]> {
    const targets: TargetLink[] = [];
    for (const canonical of new Set(canonicals)) {
      const type = specifiedType(canonicalParts(canonical).url);
      if (type === undefined) {
        const entry = await this.#entry(canonical);
        targets.push({ ...entry.link, type: entry.type, isType: false });
      } else targets.push({ canonical, type, isType: true, profile: nothing, fault: nothing });
    }
    return targets;
  }

  /** The codes of a value set, where all are known here. */
  async codes(valueSet: string): Promise<CodeSet | undefined> {
    return codeSetOf(await this.#terminology.byReference(valueSet));
  }

  /** The tree of a profile that is led to; undefined where it is not known or cannot be used. */
  async treeOf(canonical: string): Promise<ProfileTree | undefined> {
    try {
      return await this.library.tree(canonical);
    } catch (fault) {
      if (fault instanceof ProfileFault && fault.code !== 'too-costly') return undefined;
      throw fault;
    }
  }

  async #entry(canonical: string): Promise<Entry> {
    const known = this.#entries.get(canonical);
    if (known !== undefined) return known;
    const entry: Entry = {
      link: { canonical: shown(canonical), profile: () => entry.profile, fault: () => entry.fault },
      profile: undefined,
      fault: undefined,
      type: undefined,
    };
    this.#entries.set(canonical, entry);
    this.#fresh.push(canonical);
    await this.#unlessFaulty(entry, async () => {
      const tree = await this.library.tree(canonical);
      if (tree === undefined) return;
      entry.type = tree.type;
      this.#waiting.push({ entry, tree });
    });
    return entry;
  }

  /** A profile that cannot be used is a fault of that profile alone, but for what it costs. */
  async #unlessFaulty(entry: Entry, compile: () => Promise<void>): Promise<void> {
    try {
      await compile();
    } catch (fault) {
      if (!(fault instanceof ProfileFault) || fault.code === 'too-costly') throw fault;
      entry.fault = fault.message;
    }
  }
}
