import { setImmediate } from 'node:timers/promises';
import {
  evaluate,
  readPolicy,
  type ContextValue,
  type Decision,
  type Policies,
  type PolicyDocument,
  type Principal,
} from '@wellspring/policy';
import { list, readParameters, required, structure, text } from '../../query-protocol/parameter.js';
import { entityArn } from '../arns.js';
import { askedEntity } from '../asked-entity.js';
import { invalidInput, noSuch } from '../faults.js';
import type { IamCall, OperationTable } from '../iam-call.js';
import { pageOfAll, type Paging } from '../page.js';
import * as parameter from '../parameters.js';
import type { Members } from '../shapes.js';

/** What is asked about each other; each pair is one evaluation. */
const MOST_ACTIONS = 100;
const MOST_RESOURCES = 50;

const policies = list(required(parameter.policyDocument), { max: 20 });
const simulation = {
  ActionNames: required(list(required(text({ min: 3, max: 128 })), { max: MOST_ACTIONS })),
  ResourceArns: list(required(text({ min: 1, max: 2048 })), { max: MOST_RESOURCES }),
  ContextEntries: list(
    structure({
      ContextKeyName: required(text({ min: 5, max: 256 })),
      ContextKeyValues: list(required(text({ max: 2048 })), { max: 50 }),
    }),
    { max: 100 },
  ),
  PermissionsBoundaryPolicyInputList: policies,
  CallerArn: text({ min: 1, max: 2048 }),
  ...parameter.paging,
};
type Simulation = ReturnType<typeof readSimulation>;

function readSimulation(call: IamCall) {
  const given = readParameters(call.form, simulation);
  if (call.form.has('ResourcePolicy'))
    throw invalidInput('ResourcePolicy cannot be simulated on this server.');
  return given;
}

/**
 * Whether policies would allow actions, by the evaluator that decides on requests.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const simulationOperations: OperationTable = {
  async SimulateCustomPolicy(call) {
    const given = readSimulation(call);
    const { PolicyInputList } = readParameters(call.form, { PolicyInputList: required(policies) });
    await call.ask('*');
    return simulated(call, given, {
      identity: PolicyInputList.map(readDocument),
      boundary: boundaryOf(given),
    });
  },

  async SimulatePrincipalPolicy(call) {
    const given = readSimulation(call);
    const { PolicySourceArn, PolicyInputList } = readParameters(call.form, {
      PolicySourceArn: required(parameter.arn),
      PolicyInputList: policies,
    });
    const { accountId, directory } = call.iam;
    const [, kind, path, name] = sourceArn.exec(PolicySourceArn) ?? [];
    if (kind === undefined) throw invalidInput(`Invalid Entity Arn: ${PolicySourceArn.slice(0, 256)}`);
    const entity = await askedEntity(call, kind as 'user' | 'role', name!);
    if (entity.path !== path || entityArn(accountId, entity) !== PolicySourceArn)
      throw invalidInput(`Invalid Entity Arn: ${PolicySourceArn.slice(0, 256)}`);
    // What the directory has of it is what decides on its requests.
    const known = kind === 'user' ? await directory.userById(entity.id) : await directory.roleById(entity.id);
    if (!known) throw noSuch(entity.kind, entity.name);
    return simulated(
      call,
      { ...given, CallerArn: given.CallerArn ?? PolicySourceArn },
      {
        identity: [...known.identity, ...(PolicyInputList ?? []).map(readDocument)],
        boundary: boundaryOf(given) ?? known.boundary,
      },
      {
        ...(kind === 'user' && { 'aws:username': known.name, 'aws:userid': entity.id }),
        ...Object.fromEntries(
          Object.entries(known.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]),
        ),
      },
    );
  },
};

const sourceArn = /^arn:aws:iam::\d{12}:(user|role)(\/(?:[\x21-\x7e]*\/)?)([\w+=,.@-]{1,128})$/;

/** @throws WellspringError `iam-invalid-input` */
function readDocument(document: string): PolicyDocument {
  const outcome = readPolicy(document, 'identity');
  if (!outcome.ok) throw invalidInput(`Invalid policy: ${outcome.fault}`);
  return outcome.policy;
}

/** The first alone counts: "You can specify only one permissions boundary". */
function boundaryOf({ PermissionsBoundaryPolicyInputList: given }: Simulation): PolicyDocument | undefined {
  if (given !== undefined && given.length > 1)
    throw invalidInput('There can be one permissions boundary at most.');
  return given?.[0] === undefined ? undefined : readDocument(given[0]);
}

async function simulated(
  { iam: { accountId } }: IamCall,
  given: Omit<Simulation, keyof Paging> & Paging,
  policies: Policies,
  known: Readonly<Record<string, ContextValue>> = {},
): Promise<Members> {
  const arn = given.CallerArn ?? `arn:aws:iam::${accountId}:user/simulated`;
  const principal: Principal = { kind: 'user', arn, account: accountId };
  const context = {
    ...known,
    'aws:PrincipalArn': arn,
    ...Object.fromEntries(
      (given.ContextEntries ?? []).map(({ ContextKeyName, ContextKeyValues = [] }) => [
        ContextKeyName,
        ContextKeyValues.length === 1 ? ContextKeyValues[0]! : ContextKeyValues,
      ]),
    ),
  };
  const pairs = given.ActionNames.flatMap((action) =>
    (given.ResourceArns ?? ['*']).map((resource) => ({ action, resource })),
  ).map((pair, place) => ({ ...pair, key: String(place).padStart(6, '0') }));
  const { items, members } = pageOfAll(given, pairs, ({ key }) => key);
  const results: Members[] = [];
  for (const { action, resource } of items) {
    // Policies may be long; nobody else waits for all of them.
    await setImmediate();
    const request = { principal, action, resource, context };
    results.push({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: decisionName(evaluate(request, policies)),
      MatchedStatements: [],
      MissingContextValues: [],
      ...(policies.boundary && {
        PermissionsBoundaryDecisionDetail: {
          AllowedByPermissionsBoundary: evaluate(request, { identity: [policies.boundary] }).allowed,
        },
      }),
    });
  }
  return { EvaluationResults: results, ...members };
}

function decisionName(decision: Decision): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  if (decision.allowed) return 'allowed';
  return decision.kind === 'explicit-deny' ? 'explicitDeny' : 'implicitDeny';
}
