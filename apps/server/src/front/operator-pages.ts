import type { HttpResponse } from '@wellspring/http';

/** What the operators' pages need to know of the program. */
export interface ProgramHealth {
  /** Undefined when everything that a request needs is there, else what is missing. */
  problem(): Promise<string | undefined>;
  readonly version: string;
  /** How much there is to do, as Prometheus reads it. */
  figures(): string;
}

const text = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } as const;

/**
 * The pages that need no signature: `/healthz` says that the process answers, `/readyz` that it can
 * serve (the database answers too), `/metrics` how much it has to do, `/docs` where to read on. They tell nothing about
 * any data store, and are answered however much there is to do.
 */
export async function operatorPage(path: string, health: ProgramHealth): Promise<HttpResponse | undefined> {
  switch (path) {
    case '/healthz':
      return { status: 200, headers: text, body: 'ok\n' };
    case '/readyz': {
      const problem = await health.problem();
      return problem === undefined
        ? { status: 200, headers: text, body: 'ready\n' }
        : { status: 503, headers: { ...text, 'retry-after': '1' }, body: `${problem}\n` };
    }
    case '/metrics':
      return {
        status: 200,
        headers: { ...text, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
        body: health.figures(),
      };
    case '/docs':
      return {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: docsPage(health.version),
      };
    default:
      return undefined;
  }
}

function docsPage(version: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Wellspring ${version}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem}
code{background:#eee;padding:.1em .3em}td{padding:.2em 1em .2em 0;vertical-align:top}</style>
<h1>Wellspring ${version}</h1>
<p>A health data lake that speaks the Amazon HealthLake API. Every request but this page,
<code>/healthz</code>, <code>/readyz</code> and <code>/metrics</code> is signed with AWS Signature Version 4;
<code>npx wellspring credentials</code> prints what the AWS CLI and SDKs need.</p>
<table>
<tr><td><code>POST /</code></td><td>the control plane: <code>X-Amz-Target: HealthLake.*</code>, AWS JSON 1.0
(data stores, import and export jobs, tags)</td></tr>
<tr><td><code>/datastore/{id}/r4/</code></td><td>the FHIR R4 data plane; <code>/metadata</code> there is its
CapabilityStatement</td></tr>
<tr><td><code>/{bucket}/{key}</code></td><td>the embedded object store: S3, path style</td></tr>
<tr><td><code>/healthz</code> <code>/readyz</code> <code>/metrics</code></td><td>for operators</td></tr>
</table>
</html>
`;
}
