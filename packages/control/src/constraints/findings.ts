/** One member that breaks a constraint of the service model. */
export interface Violation {
  /** The member as AWS names it: `datastoreName`, `tags.1.member.key`. */
  readonly path: string;
  /** The value as it may be shown: trimmed, and masked where the model calls it sensitive. */
  readonly value: string;
  readonly constraint: string;
}

/** More violations than this are counted, but not described: a message is at most 10,000 characters. */
const DESCRIBED = 20;

/** What a walk over one input or output has found. */
export interface Findings {
  readonly violations: readonly Violation[];
  /** All violations, also those that are not described. */
  readonly count: number;
  /** The first value whose JSON type is not the type of its member. */
  readonly unreadable: string | undefined;
  /** Paths of members that the model does not know. */
  readonly unknown: readonly string[];
}

/** Collects findings during one walk. */
export interface FindingsCollector extends Findings {
  violate(path: string, value: string, constraint: string): void;
  mistype(message: string): void;
  meetUnknown(path: string): void;
}

export function collectFindings(): FindingsCollector {
  const violations: Violation[] = [];
  const unknown: string[] = [];
  let count = 0;
  let unreadable: string | undefined;
  return {
    violations,
    unknown,
    get count() {
      return count;
    },
    get unreadable() {
      return unreadable;
    },
    violate(path, value, constraint) {
      count++;
      if (violations.length < DESCRIBED) violations.push({ path, value, constraint });
    },
    mistype(message) {
      unreadable ??= message;
    },
    meetUnknown(path) {
      if (unknown.length < DESCRIBED) unknown.push(path);
    },
  };
}

/**
 * The violations in the words of AWS, joined as AWS joins them.
 *
 * @example
 * // 1 validation error detected: Value '' at 'datastoreName' failed to satisfy constraint:
 * // Member must have length greater than or equal to 1
 */
export function validationMessage({ violations, count }: Pick<Findings, 'violations' | 'count'>): string {
  const described = violations.map(
    ({ path, value, constraint }) =>
      `Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`,
  );
  const more = count - violations.length;
  if (more > 0) described.push(`and ${more} more`);
  return `${count} validation ${count === 1 ? 'error' : 'errors'} detected: ${described.join('; ')}`;
}
