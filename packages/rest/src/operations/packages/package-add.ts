import { WellspringError } from '@wellspring/errors';
import { operationOutcome, type Issue } from '@wellspring/fhir';
import type { AddedPackage } from '@wellspring/store';
import type { Exchange } from '../../interactions/exchange.js';
import { parseMediaType } from '../../request/media-type.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation } from '../operation.js';
import { packageParameter, parametersBody } from './package-parameters.js';

/** What a .tgz is called; FHIR has no name of its own for packages. */
const archives = /^application\/(?:gzip|x-gzip|tar\+gzip|x-tar|x-compressed-tar|x-tgz|octet-stream)$/;

/**
 * Adds a package, which is the body as it is published (.tgz), to the data store. Warnings tell which packages it needs that are not there.
 */
export const packageAdd: Operation = {
  name: 'package-add',
  definition: 'urn:wellspring:operation:package-add',
  levels: [{ level: 'system', methods: ['POST'] }],
  run: async ({ store, request, packageLimits }: Exchange): Promise<FhirResponse> => {
    const { name } = parseMediaType(request.headers['content-type'] ?? '');
    if (!archives.test(name))
      throw new WellspringError(
        'unsupported-media-type',
        'Incorrect MIME-type. Update request Content-Type header: application/gzip, with the package (.tgz) as the body.',
      );
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > packageLimits.archiveBytes)
      throw new WellspringError(
        'package-too-large',
        `The package is larger than ${packageLimits.archiveBytes} bytes`,
      );
    const added = await store.packages.add(request.body as AsyncIterable<Buffer>, packageLimits);
    const parameters = [
      packageParameter(added.record),
      { name: 'outcome', resource: operationOutcome(issuesOf(added)) },
    ];
    return { status: 200, headers: {}, body: parametersBody(parameters) };
  },
};

function issuesOf({ outcome, record, notes }: AddedPackage): readonly Issue[] {
  const named = `${record.name}@${record.version}`;
  const done: Issue = {
    severity: 'information',
    code: 'informational',
    diagnostics: outcome === 'added' ? `${named} was added` : `${named} is in the data store already`,
  };
  const warnings = [
    ...record.missing.map((each) => `${named} needs ${each}, which is not in the data store`),
    ...notes,
  ];
  return [
    done,
    ...warnings.map((diagnostics): Issue => ({ severity: 'warning', code: 'incomplete', diagnostics })),
  ];
}
