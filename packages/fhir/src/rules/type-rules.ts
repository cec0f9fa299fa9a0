import type { JsonObject } from '../json/json-value.js';
import { checkCoding, checkQuantity, checkSystem } from './coding-rule.js';
import type { RuleRun } from './rule-run.js';

type TypeRule = (run: RuleRun, value: JsonObject) => unknown;

const whiteSpace = /[ \t\r\n]+/g;

/** https://hl7.org/fhir/R4/datatypes-definitions.html#Attachment.size: "The number of bytes of data". */
function checkAttachment(run: RuleRun, { data, size }: JsonObject): void {
  if (typeof data !== 'string' || typeof size !== 'number') return;
  const text = data.replaceAll(whiteSpace, '');
  const bytes = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  // What is no base64 has its own issue.
  if (Number.isInteger(bytes) && bytes !== size)
    run.addBelow('size', 'contradicting-values', `is ${size}, but the data has ${bytes} bytes`);
}

/** https://hl7.org/fhir/R4/searchparameter.html#SearchParameter.component */
function checkSearchParameter(run: RuleRun, { type, component }: JsonObject): void {
  const parts = Array.isArray(component) ? component.length : 0;
  if (type === 'composite' && parts < 2)
    run.add('contradicting-values', 'is of type composite, and so needs two components or more');
}

/** https://hl7.org/fhir/R4/codesystem.html#supplements */
function checkCodeSystem(run: RuleRun, { content, supplements }: JsonObject): void {
  if (supplements !== undefined && content !== 'supplement')
    run.addBelow(
      'content',
      'contradicting-values',
      'has to be "supplement", as it supplements a code system',
    );
}

/** What R4's own examples do: a contained code system, which only later versions rule out. */
function checkIncludedSystem(run: RuleRun, include: JsonObject): void {
  const { system } = include;
  if (typeof system === 'string' && system.startsWith('#'))
    run.addBelow('system', 'invalid-system', 'is a contained code system, not the URI of one', 'warning');
  else checkSystem(run, include);
}

/** Rules of data types, backbone elements and resources that are no invariants. */
export const typeRules: ReadonlyMap<string, TypeRule> = new Map<string, TypeRule>([
  ['Coding', checkCoding],
  ['Identifier', checkSystem],
  ['ValueSet.compose.include', checkIncludedSystem],
  ['Quantity', checkQuantity],
  ['Age', checkQuantity],
  ['Count', checkQuantity],
  ['Distance', checkQuantity],
  ['Duration', checkQuantity],
  ['Attachment', checkAttachment],
  ['SearchParameter', checkSearchParameter],
  ['CodeSystem', checkCodeSystem],
]);
