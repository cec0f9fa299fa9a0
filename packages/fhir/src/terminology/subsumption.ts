import type { CodeSystemProvider } from './code-system-provider.js';
import { isTerminologyFault, type OrTerminologyFault } from './terminology-fault.js';

/** How two codes of a code system stand to each other (https://hl7.org/fhir/R4/codesystem-operation-subsumes.html). */
export type Subsumption = 'equivalent' | 'subsumes' | 'subsumed-by' | 'not-subsumed';

/** @returns a fault `not-found` that names the code which the system does not have */
export async function subsumption(
  provider: CodeSystemProvider,
  a: string,
  b: string,
): Promise<OrTerminologyFault<{ readonly outcome: Subsumption }>> {
  const { system, coverage, hasSubsumption } = provider;
  if (coverage === 'none')
    return { code: 'not-found', fault: `The concepts of ${system} are not in this data store` };
  const known = await provider.concepts([a, b]);
  for (const code of [a, b])
    if (!known.has(code))
      return { code: 'not-found', fault: `${JSON.stringify(code.slice(0, 200))} is not known of ${system}` };
  const [first, second] = [known.get(a)!.code, known.get(b)!.code];
  if (first === second) return { outcome: 'equivalent' };
  if (!hasSubsumption) return { outcome: 'not-subsumed' };
  const isAbove = async (
    above: string,
    below: string,
  ): Promise<OrTerminologyFault<{ readonly holds: boolean }>> => {
    const filter = { property: 'concept', op: 'is-a', value: above };
    const verdicts = await provider.judge({ kind: 'filter', filter }, [below]);
    return isTerminologyFault(verdicts) ? verdicts : { holds: verdicts.get(below) === true };
  };
  const subsumes = await isAbove(first, second);
  if (isTerminologyFault(subsumes)) return subsumes;
  if (subsumes.holds) return { outcome: 'subsumes' };
  const subsumed = await isAbove(second, first);
  if (isTerminologyFault(subsumed)) return subsumed;
  return { outcome: subsumed.holds ? 'subsumed-by' : 'not-subsumed' };
}
