/**
 * The search parameters that put a resource into a compartment, one line a resource type:
 * `"Patient.Account":["subject"]`. `{def}` is the resource that the compartment is named by.
 */
import { readResources } from './r4-package.mjs';

/**
 * The published lists name `{def}` for three of the five compartments and forget it for Patient and
 * Device, whose identity is "the same as the patient" and "the same as the Device" all the same.
 */
const itself = '{def}';

/** @returns rows by `Compartment.Type`; types without a parameter "are not linked to the compartment". */
export function compartmentTable(folder) {
  const table = {};
  for (const { id, code, resource } of readResources(folder, 'CompartmentDefinition')) {
    if (id === 'example') continue;
    table[`${code}.${code}`] = [itself];
    for (const { code: type, param } of resource) {
      if (param === undefined) continue;
      table[`${code}.${type}`] = type === code ? [...new Set([itself, ...param])] : param;
    }
  }
  return table;
}
