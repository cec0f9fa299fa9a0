import type { RecordTable } from '../records/record-table.js';

/** What was in context when a person agreed; it goes into every token of that grant. */
export interface LaunchContext {
  readonly patient: string | undefined;
  readonly encounter: string | undefined;
  readonly fhirUser: string;
  readonly intent: string | undefined;
  readonly needPatientBanner: boolean | undefined;
}

const kind = 'LaunchContext';

/** Kept with the grant, and ended with it. */
export async function keepContext(
  records: RecordTable,
  grantId: string,
  context: LaunchContext,
  expiresIn: number,
): Promise<void> {
  await records.put({
    kind,
    id: grantId,
    grantId,
    payload: context as unknown as Readonly<Record<string, unknown>>,
    expiresIn,
  });
}

export async function contextOf(records: RecordTable, grantId: string): Promise<LaunchContext | undefined> {
  return (await records.find(kind, grantId)) as LaunchContext | undefined;
}
