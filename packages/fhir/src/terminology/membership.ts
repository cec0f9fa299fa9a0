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
 * Looks codes up in a value set, all of them at once. A code without a system is looked for in all of its systems, as
 * elements of type code have it.
 *
 * @returns one for each of the codings, in their order
 */
export async function memberships(
  content: ValueSetContent,
  codings: readonly AskedCoding[],
): Promise<readonly Membership[]> {
  const [fault] = content.faults;
  const found = codings.map(({ code }): Membership =>
    content.isOpen && fault !== undefined && code !== undefined
      ? { kind: 'undecided', isPartial: false, fault }
      : { kind: 'out' },
  );
  for (const part of content.parts) {
    const { provider } = part;
    const asked = codings.flatMap((coding, index) =>
      found[index]!.kind !== 'in' && isOfPart(coding, part) ? [{ index, code: coding.code! }] : [],
    );
    if (asked.length === 0) continue;
    const verdicts = await provider.judge(part.expression, [...new Set(asked.map(({ code }) => code))]);
    const isPartial = provider.coverage === 'partial';
    for (const { index, code } of asked) {
      const holds = isTerminologyFault(verdicts) ? undefined : verdicts.get(code);
      if (holds === true) found[index] = { kind: 'in', part };
      else if (holds === undefined && found[index]!.kind === 'out')
        found[index] = isTerminologyFault(verdicts)
          ? { kind: 'undecided', isPartial: false, fault: verdicts }
          : { kind: 'undecided', isPartial, fault: fault ?? inPart(provider.system, isPartial) };
    }
  }
  return found;
}

/** One of them. */
export async function membership(content: ValueSetContent, coding: AskedCoding): Promise<Membership> {
  const [found] = await memberships(content, [coding]);
  return found!;
}

function isOfPart({ system, version, code }: AskedCoding, part: ValueSetPart): boolean {
  if (code === undefined || (system !== undefined && part.provider.system !== system)) return false;
  return version === undefined || part.version === undefined || part.version === version;
}

function inPart(system: string, isPartial: boolean): TerminologyFault {
  return {
    code: 'not-found',
    fault: isPartial
      ? `has codes of ${system}, of which only a part is known here`
      : `has codes of ${system}, which is not known here`,
  };
}
