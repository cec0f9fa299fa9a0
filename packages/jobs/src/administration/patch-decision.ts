import { WellspringError } from '@wellspring/errors';
import {
  isError,
  patchResource,
  storableResource,
  withoutMarks,
  type Issue,
  type ParsedResource,
  type Patch,
  type ResourceValidator,
  type ValidationLevel,
} from '@wellspring/fhir';

/** A patched resource, or why the patch does not fit. */
export type Patched = { readonly resource: ParsedResource } | { readonly fault: string };

/** Elements that a message names at most. */
const MOST_NAMED = 5;

/**
 * Applies a patch to a resource as it is read, and validates the result. The fault tells what the patch asked for and
 * which elements are wrong, never what the resource holds: it is kept with the job, outside the data store.
 */
export async function tryPatch(
  patch: Patch,
  body: Buffer,
  validator: ResourceValidator,
  level: ValidationLevel,
): Promise<Patched> {
  try {
    const outcome = patchResource(patch, body);
    if (!outcome.ok) return { fault: invalidResult(outcome.issues) };
    const resource = withoutMarks(outcome.resource);
    const verdict = await validator.check(resource.tree, { level });
    return storableResource(resource, verdict, level) ?? { fault: invalidResult(verdict.issues) };
  } catch (error) {
    if (error instanceof WellspringError && error.definition.status < 500) return { fault: error.message };
    throw error;
  }
}

function invalidResult(issues: readonly Issue[]): string {
  const errors = issues.filter(isError);
  const named = errors
    .slice(0, MOST_NAMED)
    .map(({ expression, code }) => `${expression?.[0] ?? 'It'} (${code})`);
  const more = errors.length > MOST_NAMED ? ` and ${errors.length - MOST_NAMED} more` : '';
  return `The patched resource breaks the rules of FHIR R4: ${named.join(', ')}${more}`;
}
