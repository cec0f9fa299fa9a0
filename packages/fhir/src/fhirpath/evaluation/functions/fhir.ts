import { isObject } from '../../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../../json/json-value.js';
import { containedResource } from '../../contained-resource.js';
import { ElementNode, truth, type Item, type Items } from '../element-node.js';
import type { Environment } from '../environment.js';
import { ofCollection, ofSource, type FunctionTable } from '../function-call.js';
import { readMoment } from '../moment.js';
import { addChildren, resourceNode } from '../node-children.js';
import { isOfType } from '../node-type.js';
import { asText, single } from '../system-value.js';

const definitions = 'http://hl7.org/fhir/StructureDefinition/';

function extension(items: Items, url: Items): Items {
  const wanted = asText(url);
  const found: Item[] = [];
  for (const item of items) if (item instanceof ElementNode) addChildren(item, 'extension', found);
  return found.filter(
    (item) => item instanceof ElementNode && isObject(item.value) && item.value['url'] === wanted,
  );
}

function entryResource({ bundle }: Environment['context'], url: string): JsonObject | undefined {
  const entries = bundle?.['entry'];
  if (!Array.isArray(entries)) return undefined;
  const end = `/${url}`;
  const isRelative = !url.includes(':');
  for (const entry of entries as readonly JsonValue[]) {
    if (!isObject(entry) || typeof entry['fullUrl'] !== 'string') continue;
    if (entry['fullUrl'] === url || (isRelative && entry['fullUrl'].endsWith(end)))
      return isObject(entry['resource']) ? entry['resource'] : undefined;
  }
  return undefined;
}

/** What a reference leads to, as far as the resource and its Bundle have it; else it cannot be told. */
function resolve(items: Items, environment: Environment): Items {
  return items.flatMap((item) => {
    if (!(item instanceof ElementNode)) return [];
    const url = isObject(item.value) ? item.value['reference'] : item.value;
    if (typeof url !== 'string') return [];
    const { context } = environment;
    const target = url.startsWith('#')
      ? url === '#'
        ? context.rootResource
        : containedResource(url, context.rootResource)
      : entryResource(context, url);
    return target === undefined ? environment.undetermined() : [resourceNode(target)];
  });
}

function conformsTo(items: Items, profile: Items, environment: Environment): Items {
  const [item, url] = [single(items), asText(profile)];
  if (item === undefined || url === undefined) return [];
  if (url.startsWith(definitions) && isOfType(item, url.slice(definitions.length))) return [true];
  return environment.undetermined();
}

const now = (): string => new Date().toISOString();

function moment(text: string): Items {
  const found = readMoment(text);
  return found === undefined ? [] : [found];
}

/** https://hl7.org/fhir/R4/fhirpath.html#functions, and the clock. */
export const fhirFunctions: FunctionTable = {
  extension: ofCollection(extension),
  resolve: ofSource(resolve),
  conformsTo: ofCollection(conformsTo),
  // What asks a terminology cannot be told here.
  memberOf: ofSource((items, environment) => (items.length === 0 ? [] : environment.undetermined())),
  subsumes: ofSource((_, environment) => environment.undetermined()),
  subsumedBy: ofSource((_, environment) => environment.undetermined()),
  // The narrative is checked by a rule of its own (txt-1, txt-2).
  htmlChecks: ofSource(() => truth(true)),
  trace: ofSource((items) => items),
  now: ofSource(() => moment(now())),
  today: ofSource(() => moment(now().slice(0, 10))),
  timeOfDay: ofSource(() => moment(now().slice(11, 23))),
};
