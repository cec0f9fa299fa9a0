import { isResourceType } from '../definitions/r4.js';
import type { JsonObject } from '../json/json-value.js';
import { walkResource } from '../rules/check-rules.js';
import { RuleRun } from '../rules/rule-run.js';
import type { Findings } from './findings.js';
import { validateResource } from './validate-resource.js';

/**
 * Validation of a resource against all that the base specification of FHIR R4 demands: what `validateResource`
 * checks, every invariant, extensible and open bindings, what references lead to, the rules of Bundles, contained
 * resources, narrative, and of the extensions that R4 defines. Profiles are not looked at.
 *
 * The first call reads tables (some 50 ms) and types are compiled when they are first met.
 *
 * @returns at most 100 errors of structure and 100 of the rest, and 100 warnings and informations; and the codes that
 * only a terminology can judge, at most 1,000
 * @see https://hl7.org/fhir/R4/validation.html
 * @example
 * validateBase({ resourceType: 'Organization' }).issues[0]?.diagnostics
 * // Organization: The organization SHALL at least have a name or an identifier, and possibly more than one (org-1)
 */
export function validateBase(tree: JsonObject): Findings {
  const structural = validateResource(tree);
  const { resourceType } = tree;
  if (typeof resourceType !== 'string' || !isResourceType(resourceType))
    return { issues: structural, questions: [] };
  const run = new RuleRun(resourceType, tree);
  walkResource(run, tree, tree);
  return {
    issues: structural.length === 0 ? run.issues : [...structural, ...run.issues],
    questions: run.questions,
  };
}
