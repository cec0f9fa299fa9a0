import type { CodeSystemProvider, ConceptDetails, JsonObject } from '@wellspring/fhir';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation, OperationTarget } from '../operation.js';
import { fault, parameterRefusal, readParameters } from '../parameters/operation-parameters.js';
import { askedCodings } from './asked-codings.js';
import { languageMatch } from './display-language.js';
import { instanceTree, requestTerminology } from './request-terminology.js';
import { answered, notHere, parametersAnswer } from './terminology-answer.js';

/**
 * What a code system says of a code: its names, properties, what is above and below it.
 * @see https://hl7.org/fhir/R4/codesystem-operation-lookup.html
 */
export const lookup: Operation = {
  name: 'lookup',
  definition: 'http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup',
  levels: [
    { level: 'type', types: ['CodeSystem'], methods: ['GET', 'POST'] },
    { level: 'instance', types: ['CodeSystem'], methods: ['GET', 'POST'] },
  ],
  run,
};

async function run(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const read = await readParameters(exchange, [
    { name: 'code' },
    { name: 'system' },
    { name: 'version' },
    { name: 'coding', holds: 'Coding' },
    { name: 'date' },
    { name: 'displayLanguage' },
    { name: 'property', repeats: true },
  ]);
  if (!read.ok) return read.refusal;
  const { parameters } = read;
  if (parameters.text('date') !== undefined)
    return parameterRefusal([fault('date', 'code systems are known as they are now only')]);
  const codings = askedCodings(parameters);
  if (typeof codings === 'string') return parameterRefusal([fault('code', codings)]);
  const [{ code = '', system, version } = {}] = codings;
  const terminology = requestTerminology(exchange);
  let provider: CodeSystemProvider;
  if (target.level === 'instance') {
    const found = await instanceTree(exchange, target);
    if (!found.ok) return found.refusal;
    provider = terminology.ofCodeSystem(found.tree);
  } else if (system === undefined) {
    return parameterRefusal([fault('system', 'it is needed: the code system that the code is of')]);
  } else provider = await terminology.find(system, version);
  if (provider.coverage === 'none')
    return notHere(`The code system ${provider.system} is not here with its concepts`);
  const concept = (await provider.concepts([code])).get(code);
  if (concept === undefined)
    return notHere(`The code ${JSON.stringify(code.slice(0, 200))} is not known of ${provider.system}`);
  return answer(provider, concept, parameters.texts('property'), parameters.text('displayLanguage'));
}

async function answer(
  provider: CodeSystemProvider,
  concept: ConceptDetails,
  wanted: readonly string[],
  language: string | undefined,
): Promise<FhirResponse> {
  // "If no properties are specified, the server chooses what to return": all that it has.
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name) || wanted.includes('*');
  const { parents, children } =
    isWanted('parent') || isWanted('child')
      ? await provider.related(concept.code)
      : { parents: [], children: [] };
  const designations = concept.designations.filter(
    (each) =>
      isWanted('designation') || (each.language !== undefined && wanted.includes(`lang.${each.language}`)),
  );
  const translated = language === undefined ? undefined : languageMatch(concept.designations, language);
  return parametersAnswer([
    answered('name', 'valueString', provider.name ?? provider.system),
    answered('version', 'valueString', provider.version),
    answered('display', 'valueString', translated?.value ?? concept.display ?? concept.code),
    ...designations.map(({ language: tongue, use, value }) => ({
      name: 'designation',
      part: [
        answered('language', 'valueCode', tongue),
        answered('use', 'valueCoding', use),
        { name: 'value', valueString: value },
      ].filter((part) => part !== undefined),
    })),
    ...(isWanted('definition') && concept.definition !== undefined
      ? [property('definition', 'valueString', concept.definition)]
      : []),
    ...(isWanted('inactive') && concept.isInactive && !has(concept, 'inactive')
      ? [property('inactive', 'valueBoolean', true)]
      : []),
    ...concept.properties
      .filter(({ code }) => isWanted(code))
      .map(({ code, member, value }) => property(code, member, value)),
    ...(isWanted('parent') ? parents.map((code) => property('parent', 'valueCode', code)) : []),
    ...(isWanted('child') ? children.map((code) => property('child', 'valueCode', code)) : []),
  ]);
}

function has({ properties }: ConceptDetails, name: string): boolean {
  return properties.some(({ code }) => code === name);
}

function property(code: string, member: string, value: JsonObject[string]): JsonObject {
  return {
    name: 'property',
    part: [
      { name: 'code', valueCode: code },
      { name: 'value', [member]: value },
    ],
  };
}
