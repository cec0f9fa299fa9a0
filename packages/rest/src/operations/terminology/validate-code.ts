import {
  isTerminologyFault,
  validateInSystem,
  validateInValueSet,
  type AskedCoding,
  type CodeValidation,
  type JsonObject,
  type OrTerminologyFault,
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
import { askedCodings, codeParameters } from './asked-codings.js';
import { instanceTree, requestTerminology } from './request-terminology.js';
import { answered, notHere, parametersAnswer, unanswerable } from './terminology-answer.js';

const onCodeSystem = 'http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code';
const onValueSet = 'http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code';

/**
 * Whether a code is in a code system or in a value set.
 * @see https://hl7.org/fhir/R4/codesystem-operation-validate-code.html
 * @see https://hl7.org/fhir/R4/valueset-operation-validate-code.html
 */
export const validateCode: Operation = {
  name: 'validate-code',
  definition: onValueSet,
  levels: (['type', 'instance'] as const).flatMap((level) => [
    { level, types: ['CodeSystem'], methods: ['GET', 'POST'] as const, definition: onCodeSystem },
    { level, types: ['ValueSet'], methods: ['GET', 'POST'] as const, definition: onValueSet },
  ]),
  run: (exchange, target) => {
    if (target.level !== 'type' && target.level !== 'instance')
      throw new TypeError('$validate-code is for a type or an instance');
    return target.type === 'CodeSystem' ? inCodeSystem(exchange, target) : inValueSet(exchange, target);
  },
};

const common = [
  { name: 'url' },
  { name: 'date' },
  { name: 'abstract' },
  { name: 'displayLanguage' },
] as const;

async function inCodeSystem(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const read = await readParameters(exchange, [
    ...codeParameters,
    ...common,
    { name: 'codeSystem', holds: 'resource' },
  ]);
  if (!read.ok) return read.refusal;
  const { parameters } = read;
  const codings = codingsOf(parameters, 'version');
  if ('status' in codings) return codings;
  const terminology = requestTerminology(exchange);
  const inline = parameters.resource('codeSystem');
  let own: JsonObject | undefined;
  if (target.level === 'instance') {
    const found = await instanceTree(exchange, target);
    if (!found.ok) return found.refusal;
    own = found.tree;
  } else if (inline !== undefined) {
    if (inline['resourceType'] !== 'CodeSystem')
      return parameterRefusal([fault('codeSystem', 'it must be a CodeSystem')]);
    own = inline;
  }
  const url = parameters.text('url');
  let refused: CodeValidation | undefined;
  for (const coding of codings) {
    const system = url ?? coding.system;
    if (own === undefined && system === undefined)
      return parameterRefusal([fault('url', 'it is needed: the code system that the code is of')]);
    const provider =
      own === undefined
        ? await terminology.find(system!, parameters.text('version') ?? coding.version)
        : terminology.ofCodeSystem(own);
    if (provider.coverage === 'none' && own === undefined)
      return notHere(`The code system ${provider.system} is not here with its concepts`);
    const checked =
      coding.system !== undefined && coding.system !== provider.system
        ? { result: false, message: `The code is of ${coding.system}, not of ${provider.system}` }
        : await validateInSystem(provider, coding, optionsOf(parameters));
    if (isTerminologyFault(checked)) return unanswerable(checked, 'The code system');
    if (checked.result) return answer(checked);
    refused ??= checked;
  }
  return answer(refused ?? { result: false, message: 'There is no code' });
}

async function inValueSet(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const read = await readParameters(exchange, [
    ...codeParameters.filter(({ name }) => name !== 'version'),
    ...common,
    { name: 'systemVersion' },
    { name: 'context' },
    { name: 'valueSet', holds: 'resource' },
    { name: 'valueSetVersion' },
  ]);
  if (!read.ok) return read.refusal;
  const { parameters } = read;
  if (parameters.text('context') !== undefined)
    return parameterRefusal([fault('context', 'value sets are found by their url only')]);
  const codings = codingsOf(parameters, 'systemVersion');
  if ('status' in codings) return codings;
  const terminology = requestTerminology(exchange);
  const content = await contentOf(exchange, target, parameters, terminology);
  if ('status' in content) return content;
  const checked: OrTerminologyFault<CodeValidation> = await validateInValueSet(
    content,
    codings,
    terminology,
    optionsOf(parameters),
  );
  return isTerminologyFault(checked) ? unanswerable(checked, 'The value set') : answer(checked);
}

async function contentOf(
  exchange: Exchange,
  target: OperationTarget,
  parameters: OperationParameters,
  terminology: Terminology,
): Promise<ValueSetContent | FhirResponse> {
  if (target.level === 'instance') {
    const found = await instanceTree(exchange, target);
    return found.ok ? terminology.ofTree(found.tree) : found.refusal;
  }
  const inline = parameters.resource('valueSet');
  if (inline !== undefined)
    return inline['resourceType'] === 'ValueSet'
      ? terminology.ofTree(inline)
      : parameterRefusal([fault('valueSet', 'it must be a ValueSet')]);
  const url = parameters.text('url');
  if (url === undefined) return parameterRefusal([fault('url', 'it is needed: the value set to look in')]);
  const version = parameters.text('valueSetVersion');
  const reference = version === undefined ? url : `${url}|${version}`;
  const content = await terminology.byReference(reference);
  const isMissing = content.isOpen && content.parts.length === 0 && !(await terminology.isThere(reference));
  return isMissing ? notHere(`The value set ${reference} is not here`) : content;
}

function codingsOf(
  parameters: OperationParameters,
  versionName: string,
): readonly AskedCoding[] | FhirResponse {
  if (parameters.text('date') !== undefined)
    return parameterRefusal([fault('date', 'terminology is known as it is now only')]);
  const codings = askedCodings(parameters, versionName);
  return typeof codings === 'string' ? parameterRefusal([fault('code', codings)]) : codings;
}

/** R4 has a concept that only groups others refused, unless the client says that it will do. */
function optionsOf(parameters: OperationParameters): { readonly abstract: boolean } {
  return { abstract: parameters.text('abstract') === 'true' };
}

function answer({ result, message, display }: CodeValidation): FhirResponse {
  return parametersAnswer([
    { name: 'result', valueBoolean: result },
    answered('message', 'valueString', message),
    answered('display', 'valueString', display),
  ]);
}
