import type { CodesBySystem, Definitions } from '../definitions/definitions.js';
import type { Issue } from '../issue.js';
import { isObject, kindOf } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { createStructureCompiler, type CompiledStructure, type MemberRule } from './compiled-structure.js';
import { ValidationRun } from './validation-run.js';

type Rule<Kind extends MemberRule['kind']> = Extract<MemberRule, { kind: Kind }>;

function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Whether one of a concept's codings is in a value set; a concept of nothing but extensions may be. */
function isBound(concept: JsonObject, codes: CodesBySystem): boolean {
  const codings = concept['coding'];
  if (!isArray(codings)) return concept['text'] === undefined && concept['extension'] !== undefined;
  for (const coding of codings) {
    // What is no Coding at all has its own issue.
    if (!isObject(coding)) return true;
    const { system, code } = coding as { system?: JsonValue; code?: JsonValue };
    if (typeof system === 'string' && typeof code === 'string' && codes.get(system)?.has(code) === true)
      return true;
  }
  return false;
}

/**
 * Makes the structural validation for a set of definitions.
 * @returns a function from a resource's tree to its issues: none where it is valid
 */
export function createValidator(definitions: Definitions): (tree: JsonObject) => Issue[] {
  const compile = createStructureCompiler(definitions);
  const resourceTypes = new Set(definitions.resourceTypes);

  function checkResource(run: ValidationRun, resource: JsonObject): void {
    const type = resource['resourceType'];
    if (typeof type !== 'string') {
      run.addBelow(
        'resourceType',
        type === undefined ? 'missing-element' : 'wrong-type',
        type === undefined ? 'is missing' : `is ${kindOf(type)}, not a string`,
      );
      return;
    }
    const structure = resourceTypes.has(type) ? compile(type) : undefined;
    if (structure === undefined) {
      run.addBelow(
        'resourceType',
        'wrong-type',
        `${JSON.stringify(type.slice(0, 64))} is not a FHIR R4 resource type`,
      );
      return;
    }
    checkMembers(run, structure, resource);
  }

  function checkMembers(run: ValidationRun, structure: CompiledStructure, object: JsonObject): void {
    let seen = 0;
    let isEmpty = true;
    for (const key in object) {
      // ele-1: an id alone is no content. A companion is judged together with its value.
      if (key !== 'id' || structure.name === 'Element') isEmpty = false;
      const rule = structure.rules.get(key);
      if (rule === undefined) {
        if (run.isFull) return;
        run.addBelow(key, 'unknown-element', 'unknown element');
        continue;
      }
      if ((seen & rule.bit) !== 0 && rule.choice !== undefined)
        checkChoice(run, structure, object, key, rule);
      seen |= rule.bit;
      run.enter(rule.segment);
      checkMember(run, rule, key, object);
      run.leave();
    }
    if (isEmpty) run.add('empty-element', 'is an object without content: leave the element out instead');
    else if ((structure.required & ~seen) !== 0) reportMissing(run, structure, seen);
    if (structure.name === 'Extension') checkExtension(run, structure, object);
  }

  function reportMissing(run: ValidationRun, structure: CompiledStructure, seen: number): void {
    for (const [bit, name] of structure.requiredNames) {
      if ((seen & bit) === 0)
        run.addBelow(name.replace('[x]', ''), 'missing-element', `${name} is required, but missing`);
    }
  }

  /** https://hl7.org/fhir/R4/formats.html#choice: one type of a choice, with its companion. */
  function checkChoice(
    run: ValidationRun,
    structure: CompiledStructure,
    object: JsonObject,
    key: string,
    rule: MemberRule,
  ): void {
    for (const other in object) {
      if (other === key) return;
      const earlier = structure.rules.get(other);
      if (earlier?.choice === rule.choice && earlier?.segment !== rule.segment) {
        run.addBelow(rule.choice!, 'ambiguous-choice', `has more than one type: ${other} and ${key}`);
        return;
      }
    }
  }

  /** ext-1, which is a matter of structure: a value or further extensions, one of the two. */
  function checkExtension(run: ValidationRun, structure: CompiledStructure, extension: JsonObject): void {
    let hasValue = false;
    for (const key in extension) if (structure.rules.get(key)?.choice !== undefined) hasValue = true;
    const hasExtension = extension['extension'] !== undefined;
    if (hasValue && hasExtension)
      run.add('ambiguous-choice', 'has both a value and extensions: one of the two is allowed');
    if (!hasValue && !hasExtension) run.add('missing-element', 'has neither a value nor extensions');
  }

  function checkMember(run: ValidationRun, rule: MemberRule, key: string, object: JsonObject): void {
    const value = object[key] ?? null;
    if (!rule.repeats) {
      if (isArray(value)) run.add('too-many', 'is an array, but the element does not repeat');
      else {
        checkValue(run, rule, value);
        if (rule.kind === 'companion') checkContent(run, value, object[rule.primitive]);
      }
      return;
    }
    if (!isArray(value)) {
      run.add('wrong-type', `is ${kindOf(value)}, but the element repeats: an array is needed`);
      return;
    }
    if (value.length === 0) {
      run.add('empty-element', 'is an empty array: leave the element out instead');
      return;
    }
    if (rule.kind === 'companion') checkAlignment(run, value, object[rule.primitive]);
    for (let index = 0; index < value.length; index++) {
      const item = value[index] ?? null;
      run.at(index);
      // Null keeps the places of values and companions equal
      // (https://hl7.org/fhir/R4/json.html#primitive): the other array has something there.
      const isPair = isPaired(rule, object, index);
      if (item !== null || !isPair) checkValue(run, rule, item);
      if (rule.kind === 'companion') checkContent(run, item, isPair ? true : null);
      if (run.isFull) return;
    }
  }

  function isPaired(rule: MemberRule, object: JsonObject, index: number): boolean {
    if (rule.kind !== 'primitive' && rule.kind !== 'companion') return false;
    const other = object[rule.kind === 'primitive' ? rule.companion : rule.primitive];
    return isArray(other) && (other[index] ?? null) !== null;
  }

  /** ele-1: without a value, extensions have to be there, so that an id does not pass for a status. */
  function checkContent(run: ValidationRun, companion: JsonValue, value: JsonValue | undefined): void {
    if ((value ?? null) !== null || !isObject(companion)) return;
    if (companion['id'] !== undefined && companion['extension'] === undefined)
      run.add('empty-element', 'has neither a value nor extensions: leave the element out instead');
  }

  function checkAlignment(
    run: ValidationRun,
    companions: readonly JsonValue[],
    values: JsonValue | undefined,
  ): void {
    if (!isArray(values) || values.length === companions.length) return;
    run.add(
      'wrong-type',
      `has ${values.length} values, but ${companions.length} companions: null has to fill the shorter array`,
    );
  }

  function checkValue(run: ValidationRun, rule: MemberRule, value: JsonValue): void {
    if (value === null) {
      run.add('empty-element', 'is null: leave the element out instead');
      return;
    }
    switch (rule.kind) {
      case 'primitive':
        checkPrimitive(run, rule, value);
        return;
      case 'complex':
        if (!isObject(value))
          run.add('wrong-type', `is ${kindOf(value)}, but an object (${rule.structure.name}) is needed`);
        else {
          checkMembers(run, rule.structure, value);
          if (rule.concepts !== undefined && !isBound(value, rule.concepts)) {
            run.add('code-not-in-value-set', `has no coding from the required value set ${rule.valueSet!}`);
          }
        }
        return;
      case 'companion':
        if (isObject(value)) checkMembers(run, rule.structure, value);
        else
          run.add(
            'wrong-type',
            `is ${kindOf(value)} under its "_" name: an object with id or extension is needed`,
          );
        return;
      case 'resource':
        if (!isObject(value)) run.add('wrong-type', `is ${kindOf(value)}, but a resource is needed`);
        else if (rule.isContained) checkContained(run, value);
        else checkResource(run, value);
        return;
      case 'resourceType':
        return;
      default:
        rule satisfies never;
    }
  }

  function checkPrimitive(run: ValidationRun, rule: Rule<'primitive'>, value: JsonValue): void {
    const fault = rule.check(value);
    if (fault !== undefined) {
      run.add(fault.detail, fault.message);
    } else if (rule.codes !== undefined && !rule.codes.has(value as string)) {
      const code = value as string;
      const shown = JSON.stringify(code.length <= 64 ? code : `${code.slice(0, 61)}...`);
      run.add('code-not-in-value-set', `${shown} is not a code of the required value set ${rule.valueSet!}`);
    }
  }

  /** https://hl7.org/fhir/R4/references.html#contained: no contained resources inside contained ones. */
  function checkContained(run: ValidationRun, resource: JsonObject): void {
    if (run.insideContained) {
      run.add('nested-contained', 'is inside a contained resource, which cannot contain resources itself');
      return;
    }
    run.insideContained = true;
    checkResource(run, resource);
    run.insideContained = false;
  }

  return (tree) => {
    const type = tree['resourceType'];
    const run = new ValidationRun(typeof type === 'string' && resourceTypes.has(type) ? type : 'Resource');
    checkResource(run, tree);
    return run.issues;
  };
}
