import { WellspringError } from '@wellspring/errors';
import {
  codeSystemKinds,
  isCodeSystemKind,
  type CodeSystemKind,
  type CodeSystemRelease,
} from '@wellspring/store';
import type { JsonObject } from '@wellspring/fhir';
import type { Exchange } from '../../interactions/exchange.js';
import { parseMediaType } from '../../request/media-type.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation } from '../operation.js';
import {
  fault,
  givenInQuery,
  checkParameters,
  parameterRefusal,
  readParameters,
} from '../parameters/operation-parameters.js';
import { slowAnswer } from './slow-answer.js';
import { notHere, parametersAnswer } from './terminology-answer.js';

const parameters = [{ name: 'system' }, { name: 'version' }] as const;

/**
 * Loads a release of a code system from its publisher's files, which come as a tar archive in the body, while it is
 * being received. FHIR R4 has no such operation.
 */
export const loadCodeSystem: Operation = {
  name: 'load-release',
  definition: 'urn:wellspring:operation:load-release',
  levels: [{ level: 'type', types: ['CodeSystem'], methods: ['POST'] }],
  run: load,
};

/** The releases that were loaded. */
export const codeSystemReleases: Operation = {
  name: 'releases',
  definition: 'urn:wellspring:operation:releases',
  levels: [{ level: 'type', types: ['CodeSystem'], methods: ['GET'] }],
  run: list,
};

/** Removes a release. */
export const removeCodeSystem: Operation = {
  name: 'remove-release',
  definition: 'urn:wellspring:operation:remove-release',
  levels: [{ level: 'type', types: ['CodeSystem'], methods: ['POST'] }],
  run: remove,
};

async function load(exchange: Exchange): Promise<FhirResponse> {
  const { request, query, store, maxReleaseBytes } = exchange;
  const read = checkParameters(givenInQuery(query), parameters);
  if (!read.ok) return read.refusal;
  const named = releaseOf(read.parameters.text('system'), read.parameters.text('version'));
  if ('status' in named) return named;
  if (parseMediaType(request.headers['content-type'] ?? '').name !== 'application/x-tar')
    throw new WellspringError(
      'unsupported-media-type',
      'The body is a tar archive: Content-Type: application/x-tar',
    );
  let received = (): void => undefined;
  const isReceived = new Promise<void>((resolve) => {
    received = resolve;
  });
  const loading = store.codeSystems
    .load({
      ...named,
      archive: request.body,
      maxBytes: maxReleaseBytes,
      signal: request.signal,
      onReceived: () => {
        received();
      },
    })
    .then((release) => parametersAnswer([releaseParameter(release)]));
  // What is wrong with the files is refused with a status of its own. When they are all here, what is left may take
  // minutes, and a connection on which nothing moves would be closed.
  const early = await Promise.race([loading, isReceived]);
  return early ?? slowAnswer(loading);
}

async function list({ store }: Exchange): Promise<FhirResponse> {
  const releases = await store.codeSystems.list();
  return parametersAnswer(releases.map(releaseParameter));
}

async function remove(exchange: Exchange): Promise<FhirResponse> {
  const read = await readParameters(exchange, parameters);
  if (!read.ok) return read.refusal;
  const named = releaseOf(read.parameters.text('system'), read.parameters.text('version'));
  if ('status' in named) return named;
  const { kind, version } = named;
  const isRemoved = await exchange.store.codeSystems.remove(kind, version);
  return isRemoved
    ? parametersAnswer([{ name: 'removed', valueString: `${kind} ${version}` }])
    : notHere(`There is no release ${version} of ${kind} here`);
}

function releaseOf(
  system: string | undefined,
  version: string | undefined,
): { readonly kind: CodeSystemKind; readonly version: string } | FhirResponse {
  if (system === undefined || !isCodeSystemKind(system))
    return parameterRefusal([fault('system', `it must be one of ${codeSystemKinds.join(', ')}`)]);
  // What stands behind a bar in canonical URLs, and is told in every answer.
  if (version === undefined || !/^[^\s|\p{C}]{1,200}$/u.test(version))
    return parameterRefusal([
      fault('version', 'it is needed: 1 to 200 characters without white space and bars'),
    ]);
  return { kind: system, version };
}

function releaseParameter({ kind, system, version, concepts, loaded }: CodeSystemRelease): JsonObject {
  return {
    name: 'release',
    part: [
      { name: 'kind', valueCode: kind },
      { name: 'system', valueUri: system },
      { name: 'version', valueString: version },
      { name: 'concepts', valueInteger: concepts },
      { name: 'loaded', valueInstant: loaded.toISOString() },
    ],
  };
}
