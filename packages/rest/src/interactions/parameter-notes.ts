import type { Issue } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';

/**
 * What has become of a SearchParameter that was written: it is a resource like others, whether searches can use it or
 * not, so it is told and not refused. Nothing for other resources.
 */
export async function parameterNotes(
  store: DataStore,
  { type, id }: { readonly type: string; readonly id: string },
): Promise<readonly Issue[]> {
  if (type !== 'SearchParameter') return [];
  const [report] = await store.parameterIndex.reports(`SearchParameter/${id}`);
  if (report === undefined)
    return [note('information', 'It is not in use by its status, so searches do not know it.')];
  const refusals = report.refusals.map((refusal) => note('warning', refusal));
  switch (report.state) {
    case 'refused':
      return [note('warning', 'Searches cannot use it.'), ...refusals];
    case 'registered':
    case 'building':
      return [
        note(
          'information',
          'It is being indexed: searches can use it when that is done (SearchParameter/id/$search-parameters).',
        ),
        ...refusals,
      ];
    case 'active':
      return [note('information', 'Searches can use it.'), ...refusals];
    default:
      return report.state satisfies never;
  }
}

function note(severity: 'information' | 'warning', diagnostics: string): Issue {
  const code = severity === 'warning' ? 'not-supported' : 'informational';
  return { severity, code, diagnostics };
}
