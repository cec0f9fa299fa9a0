/** What a signature is good for: one day, one region, one service. */
export interface CredentialScope {
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The scope as the string to sign has it. */
export function scopeText(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

/** `AKIA.../20261101/us-east-1/healthlake/aws4_request`, taken apart; undefined if it has another shape. */
export function parseCredential(
  text: string,
):
  { readonly accessKeyId: string; readonly scope: CredentialScope; readonly terminator: string } | undefined {
  // The access key id comes first and may hold slashes; the scope is always the last four parts.
  const parts = text.split('/');
  if (parts.length < 5) return undefined;
  const [date, region, service, terminator] = parts.slice(-4) as [string, string, string, string];
  const accessKeyId = parts.slice(0, -4).join('/');
  if (accessKeyId === '') return undefined;
  return { accessKeyId, scope: { date, region, service }, terminator };
}
