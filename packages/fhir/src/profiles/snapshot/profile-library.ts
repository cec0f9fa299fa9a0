import { canonicalParts, type ConformanceSource } from '../../conformance/conformance-source.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject } from '../../json/json-value.js';
import type { CompileBudget } from '../compile-budget.js';
import { contradicts, ProfileFault, shown } from '../profile-fault.js';
import { applyDifferential } from './apply-differential.js';
import { objectsOf, textOf } from './element-json.js';
import { copyOf, readElementTree, type ProfileElement } from './element-tree.js';
import type { ProfileTree } from './profile-tree.js';
import { specifiedTree } from './specified-tree.js';

/** Profiles upon profiles: HL7's guides have four. */
const mostGenerations = 32;

/** The trees of definitions by canonical URL, worked out when they are first needed. */
export class ProfileLibrary {
  readonly #known = new Map<string, ProfileTree | ProfileFault | undefined>();

  constructor(
    private readonly source: ConformanceSource,
    readonly budget: CompileBudget,
  ) {}

  /**
   * The tree of the definition that a canonical URL means; undefined where there is none.
   * @param line the definitions that are being worked out and need this one
   * @throws ProfileFault where the definition cannot be used
   */
  async tree(canonical: string, line: readonly string[] = []): Promise<ProfileTree | undefined> {
    if (line.includes(canonical))
      contradicts(`${shown(canonical)} is based on itself: ${shown([...line, canonical].join(' -> '))}`);
    if (!this.#known.has(canonical)) this.#known.set(canonical, await this.#load(canonical, line));
    const known = this.#known.get(canonical);
    if (known instanceof ProfileFault) throw known;
    return known;
  }

  /** Lets go of the trees, which are large. */
  forget(): void {
    this.#known.clear();
  }

  async #load(canonical: string, line: readonly string[]): Promise<ProfileTree | ProfileFault | undefined> {
    const definition = await this.source.find('StructureDefinition', canonicalParts(canonical));
    if (definition === undefined) return undefined;
    try {
      return await this.treeOf(definition, [...line, canonical]);
    } catch (fault) {
      if (fault instanceof ProfileFault) return fault;
      throw fault;
    }
  }

  /** The tree of a definition that is at hand. */
  async treeOf(definition: JsonObject, line: readonly string[] = []): Promise<ProfileTree> {
    this.budget.spendDefinition();
    const url = textOf(definition, 'url') ?? '';
    const type = textOf(definition, 'type') ?? '';
    if (specifiedTree(type) === undefined)
      contradicts(`${shown(url)} is about "${shown(type)}", which is no resource or data type of R4`);
    const { snapshot } = definition;
    const elements = isObject(snapshot) ? objectsOf(snapshot, 'element') : [];
    this.budget.spendElements(elements.length);
    const root =
      elements.length > 0
        ? readElementTree(elements)
        : await this.generate(definition, line.length > 0 ? line : [url]);
    if (root.name !== type) contradicts(`${shown(url)} is about ${type}, but its elements are not`);
    return { url, version: textOf(definition, 'version'), type, definition, root };
  }

  /** The tree that a differential makes of what it is based on. */
  async generate(definition: JsonObject, line: readonly string[]): Promise<ProfileElement> {
    const url = shown(textOf(definition, 'url') ?? '');
    const based = textOf(definition, 'baseDefinition');
    if (based === undefined) contradicts(`${url} has neither a snapshot nor a baseDefinition`);
    if (line.length > mostGenerations) contradicts(`${url} is more than ${mostGenerations} profiles deep`);
    const base = await this.tree(based, line);
    if (base === undefined)
      throw new ProfileFault(
        'not-found',
        'unusable-profile',
        `${url} is based on ${shown(based)}, which is not known here`,
      );
    const { differential } = definition;
    const root = copyOf(base.root, (count) => {
      this.budget.spendElements(count);
    });
    await applyDifferential(root, isObject(differential) ? objectsOf(differential, 'element') : [], {
      budget: this.budget,
      tree: (canonical) => this.tree(canonical, line),
    });
    return root;
  }
}
