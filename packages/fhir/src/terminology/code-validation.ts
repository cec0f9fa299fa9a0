import { normaliseString } from '../search/normalise-string.js';
import type { AskedCoding } from '../validation/findings.js';
import type { CodeSystemProvider } from './code-system-provider.js';
import type { ConceptDetails } from './concept.js';
import { membership } from './membership.js';
import type { OrTerminologyFault, TerminologyFault } from './terminology-fault.js';
import type { Terminology } from './terminology.js';
import type { ListedConcept, ValueSetContent } from './value-set-content.js';

/** What `$validate-code` answers (https://hl7.org/fhir/R4/valueset-operation-validate-code.html). */
export interface CodeValidation {
  readonly result: boolean;
  /** Where it is false, why; where it is true, what there is to be said of it. */
  readonly message?: string;
  /** The name that the code has. */
  readonly display?: string;
}

/** Whether concepts that only group others count: "abstract" of the operation. */
export interface ValidationOptions {
  readonly abstract: boolean;
}

/** Whether a code system has a code, with a display that belongs to it. */
export async function validateInSystem(
  provider: CodeSystemProvider,
  coding: AskedCoding,
  options: ValidationOptions,
): Promise<OrTerminologyFault<CodeValidation>> {
  const { code = '' } = coding;
  const { system, coverage } = provider;
  const concept = (await provider.concepts([code])).get(code);
  if (concept !== undefined) return named(concept, undefined, coding, options);
  const shown = `${JSON.stringify(code.slice(0, 200))} of ${system}`;
  switch (coverage) {
    case 'complete':
    case 'grammar':
      return { result: false, message: `The code system has no code ${shown}` };
    case 'partial':
      return {
        result: true,
        message: `It cannot be decided whether there is a code ${shown}: only a part of the code system is known here, and the code is not in it`,
      };
    case 'none':
      return {
        code: 'not-found',
        fault: `needs the concepts of ${system}, which are not in this data store`,
      };
    default:
      return coverage satisfies never;
  }
}

/** Whether one of the codings of a concept is in a value set, with a display that belongs to it. */
export async function validateInValueSet(
  content: ValueSetContent,
  codings: readonly AskedCoding[],
  terminology: Terminology,
  options: ValidationOptions,
): Promise<OrTerminologyFault<CodeValidation>> {
  let doubt: TerminologyFault | undefined;
  let partial: CodeValidation | undefined;
  let refused: CodeValidation | undefined;
  for (const coding of codings) {
    const verdict = await membership(content, coding);
    const shown = codingText(coding);
    if (verdict.kind === 'in') {
      const { provider, listed } = verdict.part;
      const { code = '' } = coding;
      const concept = (await provider.concepts([code])).get(code);
      const checked = named(concept, listed.get(code), coding, options);
      if (checked.result) return checked;
      refused ??= checked;
    } else if (verdict.kind === 'out') {
      refused ??= { result: false, message: await outsideMessage(coding, shown, terminology) };
    } else if (verdict.isPartial) {
      partial ??= {
        result: true,
        message: `It cannot be decided whether ${shown} is in the value set: it ${verdict.fault.fault}`,
      };
    } else doubt ??= verdict.fault;
  }
  return (
    partial ??
    doubt ??
    refused ?? { result: false, message: 'There is no code that could be in the value set' }
  );
}

async function outsideMessage(
  { system, version, code = '' }: AskedCoding,
  shown: string,
  terminology: Terminology,
): Promise<string> {
  const outside = `${shown} is not in the value set`;
  if (system === undefined) return outside;
  const provider = await terminology.find(system, version);
  const isComplete = provider.coverage === 'complete' || provider.coverage === 'grammar';
  if (!isComplete || (await provider.concepts([code])).has(code)) return outside;
  return `${outside}, and the code system has no such code`;
}

/** A code that is there, with what is said of its name. */
function named(
  concept: ConceptDetails | undefined,
  listed: ListedConcept | undefined,
  { code = '', display }: AskedCoding,
  { abstract }: ValidationOptions,
): CodeValidation {
  const right = listed?.display ?? concept?.display;
  const known = right === undefined ? {} : { display: right };
  if (concept?.isAbstract === true && !abstract)
    return {
      result: false,
      message: `${JSON.stringify(code)} is abstract: it groups other codes and cannot be used itself`,
      ...known,
    };
  const names = [
    listed?.display,
    concept?.display,
    ...(listed?.designations ?? []).map(({ value }) => value),
    ...(concept?.designations ?? []).map(({ value }) => value),
  ].filter((name) => name !== undefined);
  const given = display === undefined ? undefined : normaliseString(display);
  if (given !== undefined && names.length > 0 && !names.some((name) => normaliseString(name) === given))
    return {
      result: false,
      message: `The display ${JSON.stringify(display?.slice(0, 200))} is none of the names of ${JSON.stringify(code)}`,
      ...known,
    };
  const inactive =
    concept?.isInactive === true ? { message: `${JSON.stringify(code)} is not in use any more` } : {};
  return { result: true, ...inactive, ...known };
}

function codingText({ system, code = '' }: AskedCoding): string {
  return JSON.stringify((system === undefined ? code : `${system}|${code}`).slice(0, 200));
}
