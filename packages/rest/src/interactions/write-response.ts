import type { Issue } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { preferenceOf } from '../request/preference.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { outcomeResponse } from '../response/outcome-response.js';
import { versionHeaders, versionUrl } from '../response/version-headers.js';
import type { ValidationNotes } from '../validation/checked-resource.js';
import { issuesHeader } from '../validation/validation-level.js';
import type { Exchange } from './exchange.js';
import { parameterNotes } from './parameter-notes.js';

/**
 * What create and update answer: the version that was written, in the form that Prefer asks for. `unchanged`:
 * nothing was written, since a conditional create found it.
 */
export async function writeResponse(
  { request, base, store }: Exchange,
  outcome: 'created' | 'updated' | 'unchanged',
  version: StoredVersion,
  { warnings, marked }: ValidationNotes,
): Promise<FhirResponse> {
  const status = outcome === 'created' ? 201 : 200;
  const headers = {
    ...versionHeaders(version),
    location: versionUrl(base, version),
    ...(marked && outcome !== 'unchanged' && issuesHeader),
  };
  const { answer } = preferenceOf(request);
  switch (answer) {
    case 'representation':
      return { status, headers, ...(version.body && { body: [version.body] }) };
    case 'minimal':
      return { status, headers };
    case 'OperationOutcome': {
      const diagnostics = `${version.type}/${version.id} ${outcome}, version ${version.version}`;
      const done: Issue = { severity: 'information', code: 'informational', diagnostics };
      const notes = await parameterNotes(store, version);
      return outcomeResponse(status, [done, ...notes, ...warnings], headers);
    }
    default:
      return answer satisfies never;
  }
}
