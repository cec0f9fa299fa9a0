import type { Operation } from '../operation.js';

export const bulkPatch: Operation = {
  name: 'bulk-patch',
  definition:
    'https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-bulk-patch.html',
  levels: [
    { level: 'system', methods: ['POST'] },
    { level: 'job', methods: ['GET'] },
  ],
  run: () => Promise.reject(new Error('not yet')),
};
