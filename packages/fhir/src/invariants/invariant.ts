import { compileEvaluator } from '../fhirpath/evaluation/compile-evaluator.js';
import type { ElementNode } from '../fhirpath/evaluation/element-node.js';
import { Environment, EvaluationError, type EvaluationContext } from '../fhirpath/evaluation/environment.js';
import { asTruth } from '../fhirpath/evaluation/system-value.js';
import { ExpressionError } from '../fhirpath/expression.js';
import { parseExpression } from '../fhirpath/parse-expression.js';

/** A constraint of an ElementDefinition (https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.constraint). */
export interface InvariantDefinition {
  readonly key: string;
  readonly severity: 'error' | 'warning' | 'information';
  /** What it demands, in words. */
  readonly human: string;
  readonly expression: string;
}

/** A constraint made ready for checking. */
export interface Invariant {
  readonly key: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly human: string;
  /** Why it can never be judged: its expression is not FHIRPath, or uses a function that there is not. */
  readonly fault: string | undefined;
  /**
   * Whether it holds of an element; undefined where that cannot be told: dates of unequal precision, a value set
   * (`memberOf`), a resource elsewhere (`resolve`), more than is looked at for one invariant. Never throws.
   */
  check(node: ElementNode, context: EvaluationContext): boolean | undefined;
}

/**
 * Compiles a constraint. An expression that cannot be read gives an invariant with a `fault`, which never holds nor
 * fails.
 *
 * @example
 * const invariant = compileInvariant({ key: 'x-1', severity: 'error', human: 'A name', expression: 'name.exists()' });
 * invariant.check(new ElementNode('Patient', patient, undefined), { resource: patient, rootResource: patient });
 */
export function compileInvariant({ key, severity, human, expression }: InvariantDefinition): Invariant {
  try {
    const evaluate = compileEvaluator(parseExpression(expression));
    return {
      key,
      severity,
      human,
      fault: undefined,
      check(node, context) {
        const environment = new Environment(node, context);
        try {
          // Empty is not true (https://hl7.org/fhir/R4/fhirpath.html#conformance), where it does not mean unknown.
          const result = asTruth(evaluate([node], environment));
          return result ?? (environment.isUndetermined ? undefined : false);
        } catch (error) {
          if (error instanceof EvaluationError) return undefined;
          throw error;
        }
      },
    };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { key, severity, human, fault: error.message, check: () => undefined };
  }
}
