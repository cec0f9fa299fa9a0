import { randomBytes } from 'node:crypto';
import type { RecordTable } from '../records/record-table.js';

/** What an EHR has open when it launches an app, and what the app's token is to say. */
export interface Launch {
  readonly patient: string | undefined;
  readonly encounter: string | undefined;
  /** The id of the account of who clicked: nobody else can go on with this launch. */
  readonly accountId: string | undefined;
  /** The app it is for: no other can use it. */
  readonly clientId: string | undefined;
  readonly intent: string | undefined;
  readonly needPatientBanner: boolean | undefined;
}

/** A launch as it is kept. */
export interface KeptLaunch extends Launch {
  /** An app has to come with it by then; milliseconds since 1970. */
  readonly until: number;
  /** It has led to a token, or is about to. */
  readonly used: boolean;
}

/** The way from the EHR's click through the app to the authorization endpoint takes seconds. */
export const launchSeconds = 300;

const kind = 'Launch';

/** Notes a launch; the text that it returns is what the EHR gives the app as `launch`. */
export async function mintLaunch(records: RecordTable, launch: Launch): Promise<string> {
  const id = randomBytes(24).toString('base64url');
  await records.put({
    kind,
    id,
    payload: { ...launch, until: Date.now() + launchSeconds * 1000 },
    // It is looked up again when the person has logged in and agreed, which takes longer.
    expiresIn: launchSeconds + 3_600,
  });
  return id;
}

/** Undefined where there is none of that name. */
export async function findLaunch(records: RecordTable, id: string): Promise<KeptLaunch | undefined> {
  const found = await records.find(kind, id);
  return found && ({ ...found, used: found['consumed'] !== undefined } as unknown as KeptLaunch);
}

/** False where it was used before: a launch leads to one token. */
export async function useLaunch(records: RecordTable, id: string): Promise<boolean> {
  return records.consume(kind, id);
}
