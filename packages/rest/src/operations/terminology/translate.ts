import {
  canonicalParts,
  findConformance,
  specified,
  specifiedUrls,
  translateCode,
  type AskedCoding,
  type JsonObject,
  type TerminologySource,
  type TranslationMatch,
  type TranslationRequest,
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
import { instanceTree } from './request-terminology.js';
import { storedMaps } from './stored-maps.js';
import { answered, notHere, parametersAnswer } from './terminology-answer.js';

/**
 * Codes of another code system for a code, as concept maps have them.
 * @see https://hl7.org/fhir/R4/conceptmap-operation-translate.html
 */
export const translate: Operation = {
  name: 'translate',
  definition: 'http://hl7.org/fhir/OperationDefinition/ConceptMap-translate',
  levels: [
    { level: 'type', types: ['ConceptMap'], methods: ['GET', 'POST'] },
    { level: 'instance', types: ['ConceptMap'], methods: ['GET', 'POST'] },
  ],
  run,
};

async function run(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const read = await readParameters(exchange, [
    ...codeParameters.filter(({ name }) => name !== 'display'),
    { name: 'url' },
    { name: 'conceptMap', holds: 'resource' },
    { name: 'conceptMapVersion' },
    { name: 'source' },
    { name: 'target' },
    { name: 'targetsystem' },
    { name: 'dependency', holds: 'parts', repeats: true },
    { name: 'reverse' },
  ]);
  if (!read.ok) return read.refusal;
  const { parameters } = read;
  const codings = askedCodings(parameters);
  if (typeof codings === 'string') return parameterRefusal([fault('code', codings)]);
  const source = exchange.store.conformance;
  const maps = await mapsOf(exchange, target, parameters, codings, source);
  if ('status' in maps) return maps;
  const request = requestOf(parameters, codings);
  const find = (canonical: string) => findConformance(source, 'ConceptMap', canonicalParts(canonical));
  const matches: TranslationMatch[] = [];
  for (const map of maps) matches.push(...(await translateCode(map, request, find)));
  return answer(matches);
}

function requestOf(parameters: OperationParameters, codings: readonly AskedCoding[]): TranslationRequest {
  const targetUrl = parameters.text('target');
  const targetSystem = parameters.text('targetsystem');
  const dependencies = new Map<string, string>();
  for (const parts of parameters.parts('dependency')) {
    const element = parts.find(({ name }) => name === 'element')?.text;
    const codes = parts.find(({ name }) => name === 'concept')?.concept?.['coding'];
    const [coding] = (codes ?? []) as readonly JsonObject[];
    const text = parts.find(({ name }) => name === 'concept')?.text ?? coding?.['code'];
    if (element !== undefined && typeof text === 'string') dependencies.set(element, text);
  }
  return {
    codings,
    ...(targetUrl !== undefined && { target: targetUrl }),
    ...(targetSystem !== undefined && { targetSystem }),
    reverse: parameters.text('reverse') === 'true',
    dependencies,
  };
}

/** The maps to look in: the one that is named, else all that are for the source and the target. */
async function mapsOf(
  exchange: Exchange,
  target: OperationTarget,
  parameters: OperationParameters,
  codings: readonly AskedCoding[],
  source: TerminologySource,
): Promise<readonly JsonObject[] | FhirResponse> {
  if (target.level === 'instance') {
    const found = await instanceTree(exchange, target);
    return found.ok ? [found.tree] : found.refusal;
  }
  const inline = parameters.resource('conceptMap');
  if (inline !== undefined)
    return inline['resourceType'] === 'ConceptMap'
      ? [inline]
      : parameterRefusal([fault('conceptMap', 'it must be a ConceptMap')]);
  const url = parameters.text('url');
  if (url !== undefined) {
    const version = parameters.text('conceptMapVersion');
    const by = { ...canonicalParts(url), ...(version !== undefined && { version }) };
    const map = await findConformance(source, 'ConceptMap', by);
    return map === undefined ? notHere(`The concept map ${url} is not here`) : [map];
  }
  const reverse = parameters.text('reverse') === 'true';
  const meant = parameters.text('source');
  const systems = [...new Set(codings.flatMap(({ system }) => (system === undefined ? [] : [system])))];
  if (systems.length === 0)
    return parameterRefusal([fault('system', 'without a url of a map, the system of the code is needed')]);
  const stored = await storedMaps(exchange.store, systems, reverse);
  const known = specifiedUrls('ConceptMap').map((each) => specified('ConceptMap', { url: each })!);
  const side = reverse ? 'target' : 'source';
  return [...stored, ...known].filter(
    (map) =>
      meant === undefined ||
      [map[`${side}Uri`], map[`${side}Canonical`]].some(
        (each) => typeof each === 'string' && canonicalParts(each).url === canonicalParts(meant).url,
      ),
  );
}

/** Equivalences that tell that there is no translation. */
const noTranslation: ReadonlySet<string> = new Set(['unmatched', 'disjoint']);

function answer(matches: readonly TranslationMatch[]): FhirResponse {
  const result = matches.some(({ equivalence }) => !noTranslation.has(equivalence));
  return parametersAnswer([
    { name: 'result', valueBoolean: result },
    answered('message', 'valueString', result ? undefined : 'No concept map here translates the code'),
    ...matches.map(({ equivalence, concept, products, source }) => ({
      name: 'match',
      part: [
        { name: 'equivalence', valueCode: equivalence },
        answered('concept', 'valueCoding', concept && { ...concept }),
        ...products.map((product) => ({
          name: 'product',
          part: [
            { name: 'element', valueUri: product.element },
            { name: 'concept', valueCoding: { ...product.concept } },
          ],
        })),
        answered('source', 'valueUri', source),
      ].filter((part) => part !== undefined),
    })),
  ]);
}
