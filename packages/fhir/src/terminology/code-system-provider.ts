import type { ConceptDetails } from './concept.js';
import type { ConceptExpression } from './concept-expression.js';
import type { OrTerminologyFault } from './terminology-fault.js';

/** A page of the concepts that an expression means. */
export interface ConceptSelection {
  readonly expression: ConceptExpression;
  /** Words; each has to be the beginning of a word of one of the concept's names. */
  readonly text?: string;
  readonly offset: number;
  readonly count: number;
}

export interface SelectedConcepts {
  /** Of all pages. */
  readonly total: number;
  readonly concepts: readonly ConceptDetails[];
}

/**
 * One version of a code system, wherever its concepts are: in a CodeSystem resource, in tables of the data store, or
 * in a grammar. What is asked is asked for many codes at once, and answered page by page.
 */
export interface CodeSystemProvider {
  readonly system: string;
  readonly version?: string;
  readonly name?: string;
  /**
   * `complete`: a code that is not there is none. `partial`: there may be others. `grammar`: all are known, and too
   * many to list. `none`: nothing of it is known.
   */
  readonly coverage: 'complete' | 'partial' | 'grammar' | 'none';
  /** Whether what is below a concept in its hierarchy is of its kind. */
  readonly hasSubsumption: boolean;
  /** A code as the system writes it, where case does not count in it; codes that it does not have as they are. */
  readonly ownCode?: (code: string) => string;
  /** Those of the codes that it has, by the code as it was asked for. */
  concepts(codes: readonly string[]): Promise<ReadonlyMap<string, ConceptDetails>>;
  /** Whether an expression means each of the codes; undefined where that cannot be said. */
  judge(
    expression: ConceptExpression,
    codes: readonly string[],
  ): Promise<OrTerminologyFault<ReadonlyMap<string, boolean | undefined>>>;
  /** In the order of the code system. */
  select(selection: ConceptSelection): Promise<OrTerminologyFault<SelectedConcepts>>;
  /** The codes directly above and below one; none of a code that it does not have. */
  related(
    code: string,
  ): Promise<{ readonly parents: readonly string[]; readonly children: readonly string[] }>;
}
