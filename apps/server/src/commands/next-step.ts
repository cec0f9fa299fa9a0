/**
 * What to do once the server answers; printed below its ready line.
 *
 * @param selfSigned by an option of the command, which the commands in the other terminal cannot know of
 */
export function nextStep(selfSigned: boolean): string {
  return `
In another terminal, in this folder:
${selfSigned ? '  export WELLSPRING_TLS_SELF_SIGNED=true\n' : ''}  eval "$(npx wellspring credentials)"
  aws healthlake create-fhir-datastore --datastore-name first --datastore-type-version R4
  npx wellspring import packages/synthetic/data --store first
Ctrl-C stops the server.
`;
}
