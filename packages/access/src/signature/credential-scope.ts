import { remembered } from '@wellspring/http';

/** What a signature is good for: one day, one region, one service. */
export interface CredentialScope {
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** What a signature says it was made with. */
export interface ClaimedCredential {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** The last part: `aws4_request`. */
  readonly terminator: string;
}

/** The scope as the string to sign has it. */
export function scopeText(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

/** `AKIA.../20261101/us-east-1/healthlake/aws4_request`, taken apart; undefined if it has another shape. */
export const parseCredential: (text: string) => ClaimedCredential | undefined = remembered(readCredential);

function readCredential(text: string): ClaimedCredential | undefined {
  // The access key id comes first and may hold slashes; the scope is always the last four parts.
  const parts = text.split('/');
  if (parts.length < 5) return undefined;
  const [date, region, service, terminator] = parts.slice(-4) as [string, string, string, string];
  const accessKeyId = parts.slice(0, -4).join('/');
  if (accessKeyId === '') return undefined;
  return { accessKeyId, scope: { date, region, service }, terminator };
}
