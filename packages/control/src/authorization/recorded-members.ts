import { shapeOf, type ServiceModel } from '../model/service-model.js';

/** Writes the input or output of an operation as CloudTrail does. */
export type RecordedMembers = (shape: string, value: unknown) => Readonly<Record<string, unknown>>;

/** Longer texts are cut: a SMART configuration has no bound of its own. */
const MOST_CHARACTERS = 1_024;
/** What CloudTrail writes in the place of what is sensitive. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/**
 * Members of the model in camel case, those it calls sensitive hidden, times as ISO 8601.
 *
 * @example recorded('DescribeFHIRDatastoreRequest', { DatastoreId: 'a' }) // { datastoreId: 'a' }
 */
export function recordedMembers(model: ServiceModel): RecordedMembers {
  function written(name: string, value: unknown): unknown {
    const shape = shapeOf(model, name);
    if (shape.sensitive === true) return HIDDEN;
    switch (shape.type) {
      case 'structure':
        return Object.fromEntries(
          Object.entries(value as object).flatMap(([member, inner]) => {
            const reference = shape.members[member];
            return reference === undefined || inner === undefined || inner === null
              ? []
              : [[camelCase(member), written(reference.shape, inner)]];
          }),
        );
      case 'list':
        return (value as readonly unknown[]).map((each) => written(shape.member.shape, each));
      case 'map':
        return Object.fromEntries(
          Object.entries(value as object).map(([key, inner]) => [key, written(shape.value.shape, inner)]),
        );
      case 'string':
        return cut(value as string);
      case 'timestamp':
        return new Date((value as number) * 1_000).toISOString();
      case 'integer':
      case 'long':
      case 'double':
      case 'boolean':
        return value;
      default:
        return shape satisfies never;
    }
  }
  return (shape, value) => written(shape, value) as Readonly<Record<string, unknown>>;
}

function camelCase(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}...` : text;
}
