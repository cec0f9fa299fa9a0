import type { AskedCoding } from '../validation/findings.js';
import { isTerminologyFault, type TerminologyFault } from './terminology-fault.js';
import type { ValueSetContent, ValueSetPart } from './value-set-content.js';

/** Whether a code is in a value set; where that cannot be said, why. */
export type Membership =
  | { readonly kind: 'in'; readonly part: ValueSetPart }
  | { readonly kind: 'out' }
  | {
      readonly kind: 'undecided';
      /** The code system is here in part: a code that it does not have may be right all the same. */
      readonly isPartial: boolean;
      readonly fault: TerminologyFault;
    };

/**
 * Looks a code up in a value set. A code without a system is looked for in all of its systems, as elements of type
 * code have it.
 */
export async function membership(
  content: ValueSetContent,
  { system, version, code }: AskedCoding,
): Promise<Membership> {
  if (code === undefined) return { kind: 'out' };
  let doubt: Extract<Membership, { readonly kind: 'undecided' }> | undefined;
  const [fault] = content.faults;
  if (content.isOpen && fault !== undefined) doubt = { kind: 'undecided', isPartial: false, fault };
  for (const part of content.parts) {
    const { provider } = part;
    if (system !== undefined && provider.system !== system) continue;
    if (version !== undefined && part.version !== undefined && part.version !== version) continue;
    const verdicts = await provider.judge(part.expression, [code]);
    if (isTerminologyFault(verdicts)) {
      doubt ??= { kind: 'undecided', isPartial: false, fault: verdicts };
      continue;
    }
    const holds = verdicts.get(code);
    if (holds === true) return { kind: 'in', part };
    if (holds === undefined)
      doubt ??= {
        kind: 'undecided',
        isPartial: provider.coverage === 'partial',
        fault: fault ?? inPart(provider.system, provider.coverage === 'partial'),
      };
  }
  return doubt ?? { kind: 'out' };
}

function inPart(system: string, isPartial: boolean): TerminologyFault {
  return {
    code: 'not-found',
    fault: isPartial
      ? `has codes of ${system}, of which only a part is known here`
      : `has codes of ${system}, which is not known here`,
  };
}
