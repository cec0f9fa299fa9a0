import { WellspringError } from '@wellspring/errors';
import type { Issue } from '../issue.js';
import { exactJsonText, readExactJson } from '../json/exact-json.js';
import type { JsonObject } from '../json/json-value.js';
import type { ParsedResource } from '../json/parsed-resource.js';
import { parseResource } from '../json/parse-resource.js';
import { applyPatch } from './apply-patch.js';
import type { Patch } from './patch.js';

/** The patched resource, still to be validated, or why it is none any more. */
export type PatchOutcome =
  | { readonly ok: true; readonly resource: ParsedResource }
  | { readonly ok: false; readonly code: 'patch-invalid-result'; readonly issues: readonly Issue[] };

/**
 * Applies a patch to a resource as it is stored, from text to text: every number that the patch does not touch
 * keeps its digits. The result is the same resource; whether it is a valid one is for the caller to see.
 *
 * @param body well-formed JSON as the store gives it (`StoredVersion.body`), with `meta.versionId` if a patch may
 * test that
 * @throws WellspringError `patch-test-failed`, `patch-not-applicable`, `patch-too-costly`,
 * `patch-changes-identity`
 * @example
 * const outcome = patchResource(readPatch(type, bytes), current.body);
 * if (outcome.ok) await validator.check(outcome.resource.tree, { level: 'strict' });
 */
export function patchResource(patch: Patch, body: Buffer): PatchOutcome {
  const before = readExactJson(body.toString('utf8')) as JsonObject;
  const after = applyPatch(patch, before);
  for (const name of ['resourceType', 'id'])
    if (after[name] !== before[name])
      throw new WellspringError('patch-changes-identity', `A patch cannot change the ${name} of a resource`);
  const parsed = parseResource(Buffer.from(exactJsonText(after)));
  return parsed.ok ? parsed : { ok: false, code: 'patch-invalid-result', issues: parsed.issues };
}
