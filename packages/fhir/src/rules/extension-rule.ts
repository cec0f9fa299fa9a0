import { specificationBase, specifiedExtension, type ExtensionRow } from '../definitions/element-rules.js';
import { parentOf } from '../fhirpath/evaluation/node-type.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { RuleRun } from './rule-run.js';

/** Where an extension stands. */
export interface ExtensionPlace {
  /** The element by its definition: `Patient.contact`, `Observation.value[x]`. */
  readonly path: string;
  /** The type of that element. */
  readonly type: string;
}

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const choiceMark = '[x]';
const placesInPath = /\[\d+\]|\.ofType\([A-Za-z]+\)/g;

function isAllowed(run: RuleRun, row: ExtensionRow, place: ExtensionPlace): boolean {
  const { path, type } = place;
  for (const context of row.context) {
    const expression = context.slice(context.indexOf(' ') + 1).replace(choiceMark, '');
    if (expression === path.replace(choiceMark, '') || expression === 'Element') return true;
    for (let each: string | undefined = type; each !== undefined; each = parentOf(each))
      if (each === expression) return true;
    // A path through types: StructureDefinition.snapshot.element.binding.
    const dot = expression.indexOf('.');
    if (dot > 0 && elementPath(run).endsWith(expression.slice(dot))) return true;
  }
  return false;
}

/** The path of the element that has the extension, without places in arrays and types of choices. */
function elementPath(run: RuleRun): string {
  const path = run.path().replaceAll(placesInPath, '');
  return path.slice(0, path.lastIndexOf('.'));
}

function checkValueType(run: RuleRun, { types }: ExtensionRow, extension: JsonObject): void {
  for (const key in extension) {
    if (!/^_?value[A-Z]/.test(key)) continue;
    const type = key.replace(/^_?value/, '');
    if (types.some((each) => each.toLowerCase() === type.toLowerCase())) continue;
    const needed = types.length === 0 ? 'extensions instead of a value' : types.join(' or ');
    run.add('extension-context', `has a value of type ${type}, but its definition has ${needed}`);
  }
}

/**
 * An extension by its definition, where R4 itself has one. Others may be known to a data store, and are judged by its
 * profiles; a modifier that nobody here knows is warned of, for what it modifies is not understood.
 * @see https://hl7.org/fhir/R4/extensibility.html
 */
export function checkExtension(
  run: RuleRun,
  value: JsonValue,
  place: ExtensionPlace,
  isModifier: boolean,
): void {
  if (!isObject(value) || typeof value['url'] !== 'string') return;
  const { url } = value;
  if (!scheme.test(url)) {
    // Inside another, it is a name that the other gives.
    if (place.type !== 'Extension')
      run.addBelow(
        'url',
        'invalid-format',
        `"${url.slice(0, 64)}" is no absolute URL, which an extension needs`,
      );
    return;
  }
  const row = specifiedExtension(url);
  if (row === undefined) {
    if (isModifier)
      run.add('unknown-extension', `the modifier extension ${url.slice(0, 200)} is not known`, 'warning');
    else if (url.startsWith(specificationBase))
      run.add('unknown-extension', `R4 has no extension ${url.slice(0, 200)}`, 'warning');
    return;
  }
  if ((row.modifier === true) !== isModifier)
    run.add(
      'extension-context',
      isModifier
        ? 'is no modifier extension by its definition'
        : 'is a modifier extension, and belongs among them',
    );
  if (!isAllowed(run, row, place))
    run.add(
      'extension-context',
      `the extension ${url} is not for ${place.path}, but for ${row.context.join(', ').replaceAll('element ', '').slice(0, 200)}`,
    );
  checkValueType(run, row, value);
}
