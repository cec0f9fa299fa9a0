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
  access: ['errors', 'http', 'policy'],
  smart: ['errors', 'http', 'fhir'],
  iam: ['errors', 'http', 'database', 'policy', 'access'],
  objects: ['errors', 'http', 'policy', 'access'],
  audit: ['errors', 'http', 'database', 'access', 'objects'],
  authorization: ['errors', 'http', 'database', 'access', 'smart'],
  store: ['errors', 'fhir', 'database'],
  jobs: ['errors', 'fhir', 'database', 'store', 'objects'],
  control: ['errors', 'http', 'database', 'store', 'jobs', 'access'],
  rest: ['errors', 'http', 'fhir', 'access', 'smart', 'store', 'jobs'],
};
