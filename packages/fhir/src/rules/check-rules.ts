import { resourceTypes } from '../definitions/r4.js';
import { ElementNode } from '../fhirpath/evaluation/element-node.js';
import type { Invariant } from '../invariants/invariant.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { narrativeFault } from '../narrative/narrative-fault.js';
import { checkBinding } from './binding-rule.js';
import { checkBundle } from './bundle-rule.js';
import { checkCanonicalUrl } from './canonical-rule.js';
import { compileRules, type RuleMember, type RuleStructure } from './compiled-rules.js';
import { checkContained } from './contained-rule.js';
import { checkExtension, type ExtensionPlace } from './extension-rule.js';
import { checkReference } from './reference-rule.js';
import type { RuleRun } from './rule-run.js';
import { typeRules } from './type-rules.js';

const knownTypes: ReadonlySet<string> = new Set(resourceTypes);

function checkInvariants(run: RuleRun, invariants: readonly Invariant[], node: ElementNode): void {
  for (const invariant of invariants) {
    if (invariant.check(node, run.context) === false)
      run.add('invariant-failed', `${invariant.human} (${invariant.key})`, invariant.severity);
  }
}

function walkPrimitive(run: RuleRun, member: RuleMember & { kind: 'primitive' }, value: JsonValue): void {
  if (typeof value === 'object') return;
  for (const rule of member.codes) checkBinding(run, rule, member.type, value);
  if (member.invariants.length > 0)
    checkInvariants(run, member.invariants, new ElementNode(member.type, value, undefined));
  if (member.type === 'xhtml' && typeof value === 'string') {
    const fault = narrativeFault(value);
    if (fault !== undefined) run.add('invalid-narrative', `${fault.message} (${fault.key})`);
  }
}

function walkComplex(run: RuleRun, member: RuleMember & { kind: 'complex' }, value: JsonObject): void {
  for (const rule of member.codes) checkBinding(run, rule, member.type, value);
  for (const rule of member.structure.codes) checkBinding(run, rule, member.type, value);
  if (member.invariants.length > 0)
    checkInvariants(run, member.invariants, new ElementNode(member.type, value, undefined));
  if (member.type === 'Reference') checkReference(run, value, member.targets);
  else typeRules.get(member.type)?.(run, value);
  if (member.isSimple && value['comparator'] !== undefined)
    run.add('invariant-failed', 'The comparator is not used on a SimpleQuantity (sqty-1)');
  walkObject(run, member.structure, value, member);
}

function walkValue(run: RuleRun, member: RuleMember, value: JsonValue, place: ExtensionPlace): void {
  switch (member.kind) {
    case 'primitive':
      walkPrimitive(run, member, value);
      return;
    case 'complex':
      if (isObject(value)) walkComplex(run, member, value);
      return;
    case 'companion':
      if (isObject(value)) walkObject(run, member.structure, value, member);
      return;
    case 'extension':
    case 'modifier':
      checkExtension(run, value, place, member.kind === 'modifier');
      if (isObject(value)) walkObject(run, member.structure, value, member);
      return;
    case 'resource':
      if (isObject(value)) walkResource(run, value, value);
      return;
    case 'contained':
      if (isObject(value)) walkResource(run, value, run.context.rootResource);
      return;
    default:
      member satisfies never;
  }
}

function walkObject(run: RuleRun, structure: RuleStructure, object: JsonObject, place: ExtensionPlace): void {
  if (structure.invariants.length > 0)
    checkInvariants(run, structure.invariants, new ElementNode(structure.name, object, undefined));
  for (const key in object) {
    const member = structure.members.get(key);
    if (member === undefined) continue;
    const value = object[key];
    if (value === undefined || value === null) continue;
    run.enter(member.segment);
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        run.at(index);
        walkValue(run, member, (value as readonly JsonValue[])[index] ?? null, place);
      }
    } else {
      walkValue(run, member, value, place);
    }
    run.leave();
  }
}

/** @param rootResource the container of a contained resource, else the resource itself */
export function walkResource(run: RuleRun, resource: JsonObject, rootResource: JsonObject): void {
  const type = resource['resourceType'];
  if (typeof type !== 'string' || !knownTypes.has(type)) return;
  const outer = run.context;
  const isEntry = outer.resource['resourceType'] === 'Bundle' && outer.resource !== resource;
  const bundle = isEntry ? outer.resource : outer.bundle;
  const { effort } = outer;
  run.context = { resource, rootResource, bundle, effort };
  typeRules.get(type)?.(run, resource);
  checkCanonicalUrl(run, type, resource);
  walkObject(run, compileRules(type), resource, { path: type, type });
  if (resource === rootResource && resource['contained'] !== undefined) checkContained(run, resource);
  if (type === 'Bundle') {
    run.context = { resource, rootResource, bundle: resource, effort };
    checkBundle(run, resource);
  }
  run.context = outer;
}
