import { expect, it } from 'vitest';
import { unknownElements } from './element-names.js';

it.each<[types: string[], names: string[], unknown: string[]]>([
  [['Patient'], ['identifier', 'active', 'link'], []],
  [['Patient'], ['id', 'meta', 'text', 'contained', 'extension'], []],
  [['Patient'], ['subject', 'name', 'Name', ''], ['subject', 'Name', '']],
  // "base element names such as, elements defined at the root level in the resource"
  [['Patient'], ['name.family', '_birthDate', 'constructor'], ['name.family', '_birthDate', 'constructor']],
  [['Observation'], ['value', 'value[x]', 'valueQuantity', 'effectiveDateTime'], []],
  [['Observation'], ['valueMoney', 'code[x]', 'valuequantity'], ['valueMoney', 'code[x]', 'valuequantity']],
  [['Patient', 'Observation'], ['birthDate', 'value', 'serial'], ['serial']],
  [['Nothing'], ['id'], ['id']],
  [['Patient'], [], []],
])('of %j, %j: %j', (types, names, unknown) => {
  expect(unknownElements(types, names)).toEqual(unknown);
});
