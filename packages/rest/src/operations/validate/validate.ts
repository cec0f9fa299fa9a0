import type { Issue, IssueDetail, JsonObject } from '@wellspring/fhir';
import type { Exchange } from '../../interactions/exchange.js';
import { matchedVersion } from '../../request/version-tag.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { outcomeResponse } from '../../response/outcome-response.js';
import { currentResource } from '../current-resource.js';
import type { Operation, OperationTarget } from '../operation.js';
import { fault, parameterRefusal } from '../parameters/operation-parameters.js';
import { validateRequest, type ValidateRequest } from './validate-request.js';

/**
 * Tells what is wrong with a resource, without storing it: 200, whatever it finds.
 * @see https://hl7.org/fhir/R4/operation-resource-validate.html
 */
export const validate: Operation = {
  name: 'validate',
  definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate',
  levels: [
    { level: 'type', methods: ['POST'] },
    { level: 'instance', methods: ['GET', 'POST'] },
  ],
  run: runValidate,
};

async function runValidate(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  if (target.level !== 'type' && target.level !== 'instance')
    throw new TypeError('$validate is for a type or an instance');
  const read = await validateRequest(exchange);
  if (!read.ok) return read.refusal;
  const { request } = read;
  const misuse = misuseOf(request, target, exchange.request.method);
  if (misuse !== undefined) return parameterRefusal([misuse]);

  const { mode, profiles, content } = request;
  const issues: Issue[] = [];
  if (mode === 'delete') issues.push(...(await deletion(exchange, target)));
  else if (content === undefined) {
    const { type, id } = target as { readonly type: string; readonly id: string };
    const current = await currentResource(exchange.store, type, id);
    if (!current.ok) return current.refusal;
    const tree = JSON.parse(current.version.body.toString('utf8')) as JsonObject;
    issues.push(...(await contentIssues(exchange, tree, type, profiles)));
  } else if (!content.ok) issues.push(...content.issues);
  else {
    issues.push(...(await contentIssues(exchange, content.tree, target.type, profiles)));
    if (mode === 'update' && target.level === 'instance')
      issues.push(...(await updateIssues(exchange, target, content.tree)));
  }
  return outcomeResponse(200, issues.length > 0 ? issues : [allWell]);
}

const allWell: Issue = {
  severity: 'information',
  code: 'informational',
  diagnostics: 'No issues were found',
};

/** What keeps the validation itself from being done. */
function misuseOf(
  { mode, profiles, content }: ValidateRequest,
  { level }: OperationTarget,
  method: string,
): Issue | undefined {
  if (mode === 'update' || mode === 'delete' || mode === 'profile') {
    // "Modes update and delete can only be used when the operation is invoked at the resource instance level."
    if (level !== 'instance')
      return fault('mode', `${mode} can be validated for one resource only, by its id`);
    if (mode === 'profile' && profiles.length === 0)
      return fault('profile', 'it is needed where mode is profile');
    if (mode !== 'update') return undefined;
  }
  if (content === undefined && (method === 'POST' || mode !== undefined))
    return fault('resource', 'it is needed, in a Parameters resource or as the body');
  return undefined;
}

/** What is wrong with a resource as such: all of it, however strictly is validated when it is stored. */
async function contentIssues(
  { store }: Exchange,
  tree: JsonObject,
  type: string,
  profiles: readonly string[],
): Promise<readonly Issue[]> {
  const found = tree['resourceType'];
  const issues = await store.validator.validate(tree, { level: 'strict', profiles });
  if (typeof found !== 'string' || found === type) return issues;
  const diagnostics = `resourceType: it is ${found.slice(0, 64)}, the URL says ${type}`;
  return [problem('invalid', 'other-type', diagnostics), ...issues];
}

/** Whether an update would be taken: "checking version integrity if appropriate". */
async function updateIssues(
  { store, request }: Exchange,
  { type, id }: { readonly type: string; readonly id: string },
  tree: JsonObject,
): Promise<readonly Issue[]> {
  const issues: Issue[] = [];
  if (tree['id'] !== id)
    issues.push(
      problem('invalid', 'other-id', `id: the resource must have the id of the URL, ${id}`, `${type}.id`),
    );
  const ifMatch = matchedVersion(request.headers['if-match']);
  if (ifMatch === undefined) return issues;
  const current = await store.read(type, id);
  const version = current?.body === undefined ? undefined : current.version;
  if (version !== ifMatch)
    issues.push(
      problem('conflict', 'other-version', `If-Match: the current version is ${version ?? 'none'}`),
    );
  return issues;
}

/** A resource can always be deleted; where there is none that has no effect. */
async function deletion(exchange: Exchange, target: OperationTarget): Promise<readonly Issue[]> {
  if (target.level !== 'instance') return [];
  const { type, id } = target;
  const current = await exchange.store.read(type, id);
  if (current?.body !== undefined) return [];
  const diagnostics = `${type}/${id} is not there: to delete it would have no effect`;
  return [{ severity: 'information', code: 'not-found', diagnostics }];
}

function problem(code: Issue['code'], detail: IssueDetail, diagnostics: string, expression?: string): Issue {
  return {
    severity: 'error',
    code,
    detail,
    diagnostics,
    ...(expression !== undefined && { expression: [expression] }),
  };
}
