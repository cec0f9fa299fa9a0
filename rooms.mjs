/**
 * The rooms of the house and what each may import: only rooms below it. ESLint enforces this table
 * (eslint.config.mjs); the TypeScript project references follow it.
 */
export const rooms = {
  errors: [],
  synthetic: [],
  policy: [],
  http: ['errors'],
  fhir: ['errors'],
  database: ['errors'],
  access: ['errors', 'http'],
  objects: ['errors', 'http', 'access'],
  store: ['errors', 'fhir', 'database'],
  jobs: ['errors', 'fhir', 'database', 'store', 'objects'],
  control: ['errors', 'http', 'database', 'store', 'jobs', 'access'],
  rest: ['errors', 'http', 'fhir', 'store', 'jobs'],
};
