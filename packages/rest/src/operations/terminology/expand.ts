import {
  expandContent,
  isTerminologyFault,
  type JsonObject,
  type Terminology,
  type ValueSetContent,
} from '@wellspring/fhir';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation, OperationTarget } from '../operation.js';
import {
  fault,
  parameterRefusal,
  readParameters,
  type OperationParameters,
} from '../parameters/operation-parameters.js';
import { expandedValueSet } from './expanded-value-set.js';
import { expandParameters, readExpandRequest } from './expand-request.js';
import { instanceTree, requestTerminology } from './request-terminology.js';
import { notHere, resourceAnswer, unanswerable } from './terminology-answer.js';

/**
 * The codes of a value set.
 * @see https://hl7.org/fhir/R4/valueset-operation-expand.html
 */
export const expand: Operation = {
  name: 'expand',
  definition: 'http://hl7.org/fhir/OperationDefinition/ValueSet-expand',
  levels: [
    { level: 'type', types: ['ValueSet'], methods: ['GET', 'POST'] },
    { level: 'instance', types: ['ValueSet'], methods: ['GET', 'POST'] },
  ],
  run,
};

/** A value set, as it was found and as it was worked out. */
interface Subject {
  /** Absent for one that needs no resource: all of SNOMED CT. */
  readonly tree?: JsonObject;
  readonly url?: string;
  readonly content: ValueSetContent;
}

async function run(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const read = await readParameters(exchange, expandParameters);
  if (!read.ok) return read.refusal;
  const wanted = readExpandRequest(read.parameters);
  if (!wanted.ok) return parameterRefusal(wanted.issues);
  const { request } = wanted;
  const terminology = requestTerminology(exchange, request.versions);
  const subject = await subjectOf(exchange, target, read.parameters, terminology);
  if ('status' in subject) return subject;
  const expansion = await expandContent(subject.content, request);
  if (isTerminologyFault(expansion)) return unanswerable(expansion, 'The value set');
  return resourceAnswer(expandedValueSet(subject, request, expansion));
}

async function subjectOf(
  exchange: Exchange,
  target: OperationTarget,
  parameters: OperationParameters,
  terminology: Terminology,
): Promise<Subject | FhirResponse> {
  const id = target.level === 'instance' ? target.id : parameters.text('id');
  if (id !== undefined) {
    const found = await instanceTree(exchange, { level: 'instance', type: 'ValueSet', id });
    return found.ok ? { tree: found.tree, content: await terminology.ofTree(found.tree) } : found.refusal;
  }
  const inline = parameters.resource('valueSet');
  if (inline !== undefined)
    return inline['resourceType'] === 'ValueSet'
      ? { tree: inline, content: await terminology.ofTree(inline) }
      : parameterRefusal([fault('valueSet', 'it must be a ValueSet')]);
  const url = parameters.text('url');
  if (url === undefined)
    return parameterRefusal([fault('url', 'it is needed, or a valueSet: what to expand')]);
  const version = parameters.text('valueSetVersion');
  const reference = version === undefined ? url : `${url}|${version}`;
  if (!(await terminology.isThere(reference))) return notHere(`The value set ${reference} is not here`);
  const tree = await terminology.treeOf(reference);
  return { ...(tree !== undefined && { tree }), url, content: await terminology.byReference(reference) };
}
