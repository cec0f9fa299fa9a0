import { isResourceType } from '../../definitions/r4.js';
import { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import type { Findings } from '../../validation/findings.js';
import { CheckRun } from '../checking/check-run.js';
import { checkAgainst } from '../checking/meets-profile.js';
import type { CompiledProfile } from '../compiled-profile.js';
import { extensibleMembers } from './extensible-members.js';
import { isAllowedIn, type ExtensionPlace } from './extension-place.js';

const maxDepth = 100;

/** Definitions of extensions by url. */
export type ExtensionDefinitions = ReadonlyMap<string, CompiledProfile>;

class ExtensionCheck {
  #depth = 0;

  constructor(
    private readonly run: CheckRun,
    private readonly definitions: ExtensionDefinitions,
  ) {}

  /** @param path the element's path from its resource */
  object(object: JsonObject, type: string, path: string, place: ExtensionPlace): void {
    if (++this.#depth > maxDepth || this.run.isDone) {
      this.#depth--;
      return;
    }
    const members = extensibleMembers(type);
    for (const key in object) {
      const value = object[key];
      if (typeof value !== 'object' || value === null) continue;
      if (key === 'extension' || key === 'modifierExtension') {
        this.#extensions(value, key, place);
        continue;
      }
      const member = members.get(key);
      if (member === undefined) continue;
      this.run.enter(member.segment);
      const memberPath = `${path}.${member.name}`;
      this.#values(value, member.repeats, (item) => {
        if (member.type === 'Resource') {
          this.resource(item, key === 'contained');
          return;
        }
        // A companion has nothing but extensions; its type tells what they extend.
        const structure = key.startsWith('_') ? 'Element' : member.type;
        this.object(item, structure, memberPath, {
          type: member.type,
          path: memberPath,
          ownPath: `${type}.${member.name}`,
          within: undefined,
        });
      });
      this.run.leave();
    }
    this.#depth--;
  }

  resource(resource: JsonObject, isContained: boolean): void {
    const { run } = this;
    const type = resource['resourceType'];
    if (typeof type !== 'string' || !isResourceType(type)) return;
    const { context } = run;
    run.context = { ...context, resource, rootResource: isContained ? context.rootResource : resource };
    this.object(resource, type, type, { type, path: type, ownPath: type, within: undefined });
    run.context = context;
  }

  #extensions(value: JsonValue, key: 'extension' | 'modifierExtension', place: ExtensionPlace): void {
    this.run.enter(key);
    this.#values(value, true, (extension) => {
      if (!this.run.step(1)) return;
      const { url } = extension;
      const definition = typeof url === 'string' ? this.definitions.get(url) : undefined;
      if (definition?.extension !== undefined) this.#extension(extension, key, definition, place);
      const within = typeof url === 'string' ? url : undefined;
      this.object(extension, 'Extension', `${place.path}.extension`, {
        type: 'Extension',
        path: `${place.path}.extension`,
        ownPath: `${place.type}.extension`,
        within,
      });
    });
    this.run.leave();
  }

  #extension(
    extension: JsonObject,
    key: 'extension' | 'modifierExtension',
    definition: CompiledProfile,
    place: ExtensionPlace,
  ): void {
    const use = definition.extension!;
    const isModifier = key === 'modifierExtension';
    if (use.isModifier !== isModifier) {
      const right = use.isModifier ? 'modifierExtension' : 'extension';
      this.run.add('structure', 'extension-context', `${definition.canonical} has to stand in ${right}`);
    }
    if (isAllowedIn(use, place) === false) {
      const allowed = use.contexts.slice(0, 10).map(({ expression }) => expression);
      this.run.add(
        'structure',
        'extension-context',
        `${definition.canonical} is not allowed on ${place.path}, but on ${allowed.join(', ')}`,
      );
    }
    checkAgainst(this.run, new ElementNode('Extension', extension, undefined), definition);
  }

  #values(value: JsonValue, repeats: boolean, visit: (item: JsonObject) => void): void {
    if (!Array.isArray(value)) {
      if (isObject(value)) visit(value);
      return;
    }
    for (const [index, item] of (value as readonly JsonValue[]).entries()) {
      if (repeats) this.run.at(index);
      if (isObject(item)) visit(item);
    }
    if (repeats) this.run.at(-1);
  }
}

/**
 * Checks the extensions of a resource, at any depth, against their definitions: where they may stand, whether they
 * may modify what they stand on, and what is in them. Extensions without a definition among those given are passed
 * over: anybody may use any (https://hl7.org/fhir/R4/extensibility.html).
 *
 * @param definitions compiled from the definitions that {@link extensionUrls} names, by url
 * @returns at most 100 issues, and what a terminology is to be asked
 * @example
 * checkExtensions(patient, new Map([[url, profile]])).issues
 */
export function checkExtensions(tree: JsonObject, definitions: ExtensionDefinitions): Findings {
  const type = tree['resourceType'];
  const bundle = type === 'Bundle' ? tree : undefined;
  const run = new CheckRun(
    { resource: tree, rootResource: tree, bundle },
    typeof type === 'string' ? type : 'Resource',
  );
  new ExtensionCheck(run, definitions).resource(tree, false);
  return run.findings;
}
