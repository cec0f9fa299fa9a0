/** What to do once the server answers; printed below its ready line. */
export function nextStep(): string {
  return `
In another terminal, in this folder:
  eval "$(npx wellspring credentials)"
  aws healthlake create-fhir-datastore --datastore-name first --datastore-type-version R4
  npx wellspring import packages/synthetic/data --store first
Ctrl-C stops the server.
`;
}
