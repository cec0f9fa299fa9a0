/**
 * The search parameters of R4 by resource type, one line each: `"Patient.birthdate":{…}` with the
 * part of the expression that is for this type. `url` and `definition` leave out
 * `http://hl7.org/fhir/SearchParameter/`; `targets` is `"*"` where every resource type is one.
 */
import { readResources } from './r4-package.mjs';

const base = 'http://hl7.org/fhir/SearchParameter/';

/**
 * Errors of the specification. DocumentReference-relationship names the parameters of its two
 * components the wrong way round: `code` is a code, `target` a reference.
 */
const componentCorrections = {
  'DocumentReference-relationship': {
    code: 'DocumentReference-relation',
    target: 'DocumentReference-relatesto',
  },
};

/** What R4 defines and can be evaluated: no examples, none without an expression (`_text`, `_filter`). */
export function readSearchParameters(folder) {
  return readResources(folder, 'SearchParameter').filter(
    (parameter) =>
      parameter.url.startsWith(base) && parameter.version === '4.0.1' && parameter.expression !== undefined,
  );
}

/** The operands of the union operators outside parentheses and quotes. */
function operands(expression) {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const character of expression) {
    if (character === "'") quoted = !quoted;
    else if (!quoted && character === '(') depth++;
    else if (!quoted && character === ')') depth--;
    if (character === '|' && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

const shared = new Set(['Resource', 'DomainResource']);

/** The operands that begin with this type, or with no type at all. */
function expressionFor(type, expression) {
  return operands(expression)
    .filter((operand) => {
      const [, root] = /^\(*([A-Za-z]+)/.exec(operand) ?? [];
      return root === undefined || root === type || shared.has(root) || /^[a-z]/.test(root);
    })
    .join(' | ');
}

/** A parameter of many types describes each on its own line: `* [Patient](patient.html): …`. */
function descriptionFor(type, description) {
  const line = description?.split(/\r?\n/).find((text) => text.startsWith(`* [${type}]`));
  return (line?.replace(/^[^:]*: */, '') ?? description)?.replace(/\s+/g, ' ').trim();
}

/** The types that an element may refer to, by the element's path; every type: undefined. */
export function referenceTargets(definitions) {
  const profile = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/(\w+)$/;
  const targets = new Map();
  for (const element of definitions.flatMap((definition) => definition.snapshot?.element ?? [])) {
    const profiles = element.type?.flatMap((type) => type.targetProfile ?? []) ?? [];
    const types = profiles.map((url) => profile.exec(url)?.[1]);
    const isOpen = types.length === 0 || types.some((type) => type === undefined || shared.has(type));
    targets.set(element.path.replace('[x]', ''), isOpen ? undefined : types);
  }
  return targets;
}

/**
 * The target types of a parameter of many resource types hold for all of them together
 * (`patient`: Group or Patient). For one type, the element and `where(resolve() is Patient)` say it
 * more closely.
 */
function targetsOf(parameter, expression, elementTargets, resourceTypes) {
  if (parameter.target === undefined) return undefined;
  const narrowed = operands(expression).map((operand) => {
    const [, resolved] = /\.where\(resolve\(\) is (\w+)\)\)*$/.exec(operand) ?? [];
    return resolved === undefined
      ? elementTargets.get(operand.replace(/ as Reference|[()]/g, ''))
      : [resolved];
  });
  const allowed = narrowed.includes(undefined) ? undefined : new Set(narrowed.flat());
  const targets = parameter.target.filter((type) => allowed?.has(type) ?? true);
  if (targets.length === 0) throw new Error(`${parameter.url}: no target is left for ${expression}`);
  // Parameters has no id of its own, and is left out where the specification lists every type.
  const isEvery = resourceTypes.every((type) => type === 'Parameters' || targets.includes(type));
  return isEvery ? '*' : [...new Set(targets)].sort();
}

/** @returns rows by `Type.name`; parameters of every resource stand under `Resource`. */
export function searchParameterTable(parameters, elementTargets, resourceTypes) {
  const byUrl = new Map(parameters.map((parameter) => [parameter.url, parameter]));
  function componentRow(composite, component) {
    const corrected = componentCorrections[composite.id]?.[component.expression];
    const definition = byUrl.get(corrected ? base + corrected : component.definition);
    return {
      name: definition.code,
      type: definition.type,
      definition: definition.url.replace(base, ''),
      expression: component.expression,
      targets: targetsOf(definition, definition.expression, elementTargets, resourceTypes),
    };
  }
  const table = {};
  for (const parameter of parameters) {
    for (const type of parameter.base) {
      const key = `${type === 'DomainResource' ? 'Resource' : type}.${parameter.code}`;
      if (table[key] !== undefined) throw new Error(`${key} is defined twice`);
      const expression = expressionFor(type, parameter.expression);
      if (expression === '') throw new Error(`${parameter.url} has no expression for ${type}`);
      table[key] = {
        type: parameter.type,
        url: parameter.url.replace(base, ''),
        expression,
        description: descriptionFor(type, parameter.description),
        targets: targetsOf(parameter, expression, elementTargets, resourceTypes),
        components: parameter.component?.map((component) => componentRow(parameter, component)),
      };
    }
  }
  return table;
}
