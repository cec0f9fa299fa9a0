import { isTerminologyFault, subsumption, type CodeSystemProvider } from '@wellspring/fhir';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation, OperationTarget } from '../operation.js';
import {
  fault,
  parameterRefusal,
  readParameters,
  type OperationParameters,
} from '../parameters/operation-parameters.js';
import { askedCoding } from './asked-codings.js';
import { instanceTree, requestTerminology } from './request-terminology.js';
import { notHere, parametersAnswer, unanswerable } from './terminology-answer.js';

/**
 * How two codes of one code system stand to each other.
 * @see https://hl7.org/fhir/R4/codesystem-operation-subsumes.html
 */
export const subsumes: Operation = {
  name: 'subsumes',
  definition: 'http://hl7.org/fhir/OperationDefinition/CodeSystem-subsumes',
  levels: [
    { level: 'type', types: ['CodeSystem'], methods: ['GET', 'POST'] },
    { level: 'instance', types: ['CodeSystem'], methods: ['GET', 'POST'] },
  ],
  run,
};

interface Pair {
  readonly a: string;
  readonly b: string;
  readonly system?: string;
  readonly version?: string;
}

async function run(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const read = await readParameters(exchange, [
    { name: 'codeA' },
    { name: 'codeB' },
    { name: 'system' },
    { name: 'version' },
    { name: 'codingA', holds: 'Coding' },
    { name: 'codingB', holds: 'Coding' },
  ]);
  if (!read.ok) return read.refusal;
  const pair = pairOf(read.parameters);
  if (typeof pair === 'string') return parameterRefusal([fault('codeA', pair)]);
  const terminology = requestTerminology(exchange);
  let provider: CodeSystemProvider;
  if (target.level === 'instance') {
    const found = await instanceTree(exchange, target);
    if (!found.ok) return found.refusal;
    provider = terminology.ofCodeSystem(found.tree);
  } else if (pair.system === undefined) {
    return parameterRefusal([fault('system', 'it is needed: the code system that the codes are of')]);
  } else provider = await terminology.find(pair.system, pair.version);
  const found = await subsumption(provider, pair.a, pair.b);
  if (isTerminologyFault(found))
    return found.code === 'not-found' ? notHere(found.fault) : unanswerable(found);
  return parametersAnswer([{ name: 'outcome', valueCode: found.outcome }]);
}

/** The two codes, or why they cannot be compared. */
function pairOf(parameters: OperationParameters): Pair | string {
  const a = codeOf(parameters, 'A');
  const b = codeOf(parameters, 'B');
  if (a.code === undefined || b.code === undefined)
    return 'codeA and codeB are needed, or codingA and codingB';
  const system = parameters.text('system') ?? a.system ?? b.system;
  const version = parameters.text('version') ?? a.version ?? b.version;
  for (const coding of [a, b])
    if (coding.system !== undefined && coding.system !== system)
      return 'the two codes have to be of one code system';
  return {
    a: a.code,
    b: b.code,
    ...(system !== undefined && { system }),
    ...(version !== undefined && { version }),
  };
}

function codeOf(parameters: OperationParameters, which: 'A' | 'B') {
  const coding = parameters.coding(`coding${which}`);
  const code = parameters.text(`code${which}`);
  return coding === undefined ? { ...(code !== undefined && { code }) } : askedCoding(coding);
}
