import { found, missing, notAllowed, type Route } from './route-outcome.js';

/**
 * The route to a job that a bulk export or import started, `export/{id}` and `import/{id}`, and to its files below
 * that; undefined where the path is none of these.
 */
export function jobRoute(verb: string, [job, jobId, ...name]: readonly string[]): Route | undefined {
  if ((job !== 'export' && job !== 'import') || jobId === undefined) return undefined;
  if (!/^[0-9a-f]{32}$/.test(jobId)) return missing('job-not-found', `There is no ${job} job with this id`);
  if (name.length > 0)
    return verb === 'GET'
      ? found({ kind: 'job-file', job, jobId, name: name.join('/') })
      : notAllowed('GET, HEAD');
  if (verb === 'GET') return found({ kind: 'job-status', job, jobId });
  if (verb === 'DELETE' && job === 'export') return found({ kind: 'job-cancel', jobId });
  return notAllowed(job === 'export' ? 'GET, HEAD, DELETE' : 'GET, HEAD');
}
