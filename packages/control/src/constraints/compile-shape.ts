import type { ListShape, MapShape, ServiceModel, StructureShape } from '../model/service-model.js';
import { shapeOf } from '../model/service-model.js';
import { type Constraint, lengthConstraints, numberConstraints, stringConstraints } from './constraint.js';
import { collectFindings, type FindingsCollector } from './findings.js';
import { hasType, isJsonObject, mismatch } from './json-type.js';
import { shownValue } from './shown-value.js';

/** Checks a value against a shape and gives back the part of it that the model knows. */
export type ShapeCheck = (value: unknown, path: string, findings: FindingsCollector) => unknown;

/**
 * Makes the checks of the model's shapes. A shape is compiled once, when it is first asked for.
 *
 * Structures and unions drop members the model does not know, as AWS does, and note them in the
 * findings; null means absent.
 */
export function shapeCompiler(model: ServiceModel): (name: string) => ShapeCheck {
  const compiled = new Map<string, ShapeCheck>();

  function check(name: string): ShapeCheck {
    const known = compiled.get(name);
    if (known) return known;
    const made = compile(name);
    compiled.set(name, made);
    return made;
  }

  function compile(name: string): ShapeCheck {
    const shape = shapeOf(model, name);
    const sensitive = shape.sensitive ?? false;
    switch (shape.type) {
      case 'structure':
        return structure(shape);
      case 'list':
        return list(shape, sensitive);
      case 'map':
        return map(shape, sensitive);
      case 'string':
        return scalar('string', stringConstraints(shape), sensitive);
      case 'integer':
      case 'long':
      case 'double':
        return scalar<number>(shape.type, numberConstraints(shape), sensitive);
      case 'boolean':
      case 'timestamp':
        return scalar<never>(shape.type, [], sensitive);
      default:
        return shape satisfies never;
    }
  }

  function structure(shape: StructureShape): ShapeCheck {
    const required = new Set(shape.required);
    const members = Object.entries(shape.members).map(([name, { shape: member }]) => ({
      name,
      step: name.charAt(0).toLowerCase() + name.slice(1),
      check: check(member),
      required: required.has(name),
    }));
    const names = new Set(members.map(({ name }) => name));
    return (value, path, findings) => {
      if (!isJsonObject(value)) {
        findings.mistype(mismatch('structure', value, path));
        return undefined;
      }
      const result: Record<string, unknown> = {};
      for (const member of members) {
        const place = path === '' ? member.step : `${path}.${member.step}`;
        const given = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
        if (given !== undefined && given !== null) result[member.name] = member.check(given, place, findings);
        else if (member.required) findings.violate(place, 'null', 'Member must not be null');
      }
      for (const name of Object.keys(value))
        if (!names.has(name)) findings.meetUnknown(path === '' ? name : `${path}.${name}`);
      if (shape.union && Object.keys(result).length !== 1)
        findings.violate(
          path,
          shownValue(Object.keys(result), false),
          `Member must have exactly one of these set: [${[...names].join(', ')}]`,
        );
      return result;
    };
  }

  function list(shape: ListShape, sensitive: boolean): ShapeCheck {
    const constraints = lengthConstraints(shape, (value: readonly unknown[]) => value.length);
    const element = elementCheck(shape.member.shape);
    return (value, path, findings) => {
      if (!Array.isArray(value)) {
        findings.mistype(mismatch('list', value, path));
        return undefined;
      }
      const items: readonly unknown[] = value;
      report(constraints, items, path, sensitive, findings);
      // A list that is too long is refused; looking at each of its elements would only cost time.
      if (items.length > (shape.max ?? Infinity)) return items;
      return element(items, path, sensitive, findings);
    };
  }

  /**
   * AWS names a structure in a list by its place (`tags.1.member.key`), but blames the whole list for
   * a scalar in it: "Member must satisfy constraint: [all constraints of the element]".
   */
  function elementCheck(
    name: string,
    subject = 'Member',
  ): (items: readonly unknown[], path: string, sensitive: boolean, findings: FindingsCollector) => unknown[] {
    const inner = check(name);
    const facts = constraintTexts(model, name);
    return (items, path, sensitive, findings) => {
      const own = facts.length > 0 ? collectFindings() : findings;
      const result = items.map((item, index) => {
        const place = `${path}.${index + 1}.member`;
        if (item !== null && item !== undefined) return inner(item, place, own);
        findings.violate(place, 'null', 'Member must not be null');
        return undefined;
      });
      if (own !== findings) {
        if (own.unreadable !== undefined) findings.mistype(own.unreadable);
        if (own.count > 0)
          findings.violate(
            path,
            shownValue(items, sensitive),
            `${subject} must satisfy constraint: [${facts.join(', ')}]`,
          );
      }
      return result;
    };
  }

  function map(shape: MapShape, sensitive: boolean): ShapeCheck {
    const constraints = lengthConstraints(shape, (value: object) => Object.keys(value).length);
    const keys = elementCheck(shape.key.shape, 'Map keys');
    const values = elementCheck(shape.value.shape, 'Map value');
    return (value, path, findings) => {
      if (!isJsonObject(value)) {
        findings.mistype(mismatch('map', value, path));
        return undefined;
      }
      report(constraints, value, path, sensitive, findings);
      if (Object.keys(value).length > (shape.max ?? Infinity)) return value;
      keys(Object.keys(value), path, sensitive, findings);
      values(Object.values(value), path, sensitive, findings);
      return value;
    };
  }

  return check;
}

function scalar<Value>(
  type: 'string' | 'integer' | 'long' | 'double' | 'boolean' | 'timestamp',
  constraints: readonly Constraint<Value>[],
  sensitive: boolean,
): ShapeCheck {
  return (value, path, findings) => {
    if (hasType(type, value)) report(constraints, value as Value, path, sensitive, findings);
    else findings.mistype(mismatch(type, value, path));
    return value;
  };
}

function report<Value>(
  constraints: readonly Constraint<Value>[],
  value: Value,
  path: string,
  sensitive: boolean,
  findings: FindingsCollector,
): void {
  for (const { text, holds } of constraints)
    if (!holds(value)) findings.violate(path, shownValue(value, sensitive), text);
}

/** The words of every constraint of a scalar shape; none for structures, which are named by place. */
function constraintTexts(model: ServiceModel, name: string): readonly string[] {
  const shape = shapeOf(model, name);
  if (shape.type === 'string') return stringConstraints(shape).map(({ text }) => text);
  if (shape.type === 'integer' || shape.type === 'long' || shape.type === 'double')
    return numberConstraints(shape).map(({ text }) => text);
  return [];
}
