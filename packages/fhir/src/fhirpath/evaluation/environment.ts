import type { JsonObject } from '../../json/json-value.js';
import type { ElementNode, Items } from './element-node.js';

/** How much may yet be looked at, by all invariants of one validation together. */
export interface Effort {
  left: number;
}

/** Where an expression is evaluated. */
export interface EvaluationContext {
  /** `%resource`: the resource that the element is in, be it contained or the entry of a Bundle. */
  readonly resource: JsonObject;
  /** `%rootResource`: the one that contains it; else the same. */
  readonly rootResource: JsonObject;
  /** The Bundle that the resource is an entry of, for `resolve()`. */
  readonly bundle?: JsonObject | undefined;
  /** Shared by the contexts of one validation; absent where each evaluation has its own bound only. */
  readonly effort?: Effort | undefined;
}

/** Thrown where a collection of several stands for one, or a function gets what it cannot take. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

/** An expression over a resource of some megabytes may look at every element for each: bounded. */
const mostSteps = 2_000_000;

/** One evaluation. */
export class Environment {
  /**
   * Whether something could not be told: dates of unequal precision, value sets, resources elsewhere. Empty then
   * means unknown.
   */
  isUndetermined = false;
  /** `$index` and `$total`. */
  index = 0;
  total: Items = [];
  #steps = 0;

  constructor(
    /** `%context`. */
    readonly focus: ElementNode,
    readonly context: EvaluationContext,
  ) {}

  /** Counts what is looked at. */
  step(count: number): void {
    this.#steps += count;
    const { effort } = this.context;
    if (effort !== undefined) effort.left -= count;
    if (this.#steps > mostSteps || (effort !== undefined && effort.left < 0))
      throw new EvaluationError('takes too many steps');
  }

  /** Nothing, because it cannot be told. */
  undetermined(): Items {
    this.isUndetermined = true;
    return [];
  }
}

/** A compiled expression: from its focus to its collection. */
export type Evaluator = (focus: Items, environment: Environment) => Items;
