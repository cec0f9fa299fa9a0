import { arnParts } from './arn.js';
import { readOperator, type Condition } from './condition/condition.js';
import { readPattern, type PatternPart } from './pattern.js';
import type {
  PolicyDocument,
  PolicyKind,
  PrincipalPattern,
  Selection,
  Statement,
} from './policy-document.js';
import { readText, type TextPart } from './variables.js';

/** A policy, or what is wrong with it in words for its author. */
export type PolicyOutcome =
  { readonly ok: true; readonly policy: PolicyDocument } | { readonly ok: false; readonly fault: string };

/** Longer than any that IAM takes (10,240 characters for all of a role's inline policies; 20 KB for a bucket's). */
const longest = 20_480;

const versions = ['2012-10-17', '2008-10-17'];

/** Thrown within this file only. */
class Fault extends Error {}

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a policy in AWS's JSON policy language, and refuses what IAM refuses: unknown elements and operators, missing
 * ones, and what a policy of its kind does not have.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @example
 * const outcome = readPolicy('{"Version":"2012-10-17","Statement":[...]}', 'identity');
 */
export function readPolicy(text: string, kind: PolicyKind): PolicyOutcome {
  if (text.length > longest)
    return { ok: false, fault: `The policy has ${text.length} characters; ${longest} are allowed` };
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, fault: 'The policy is not valid JSON' };
  }
  try {
    return { ok: true, policy: document(json, kind) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.message };
    throw error;
  }
}

function document(json: Json, kind: PolicyKind): PolicyDocument {
  if (!isObject(json)) throw new Fault('A policy is a JSON object');
  onlyMembers(json, ['Version', 'Id', 'Statement'], 'the policy');
  const version = json['Version'] ?? '2008-10-17';
  if (typeof version !== 'string' || !versions.includes(version))
    throw new Fault(`Version must be one of ${versions.join(', ')}`);
  const id = json['Id'];
  if (id !== undefined && typeof id !== 'string') throw new Fault('Id must be a string');
  const statements = Array.isArray(json['Statement']) ? (json['Statement'] as Json[]) : [json['Statement']];
  if (json['Statement'] === undefined || statements.length === 0)
    throw new Fault('Statement is missing: a policy has one at least');
  const read = statements.map((each, place) => statement(each, place, version, kind));
  const sids = read.flatMap(({ sid }) => (sid === undefined ? [] : [sid]));
  const repeated = sids.find((sid, place) => sids.indexOf(sid) !== place);
  if (repeated !== undefined) throw new Fault(`Statement IDs (SID) in a policy must be unique: ${repeated}`);
  return { version, id, statements: read };
}

const elements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

function statement(json: Json, place: number, version: string, kind: PolicyKind): Statement {
  const where = `Statement[${place}]`;
  if (!isObject(json)) throw new Fault(`${where} is not an object`);
  onlyMembers(json, elements, where);
  const sid = json['Sid'];
  if (sid !== undefined && (typeof sid !== 'string' || (kind === 'identity' && !/^[A-Za-z0-9]*$/.test(sid))))
    throw new Fault(`${where}.Sid must be a string of letters and digits`);
  const effect = json['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new Fault(`${where}.Effect must be Allow or Deny`);
  const principals = selection(json, 'Principal', where, (value, at) => principalsOf(value, at));
  if (kind === 'identity' && principals !== undefined)
    throw new Fault(
      `${where}.Principal: a policy of an identity is about that identity and names no principal`,
    );
  if (kind !== 'identity' && principals === undefined) throw new Fault(`${where}.Principal is missing`);
  if (principals?.isInverted === true && effect === 'Allow')
    throw new Fault(`${where}.NotPrincipal goes with Deny only: with Allow it would let nearly everyone in`);
  const actions = selection(json, 'Action', where, (value, at) =>
    strings(value, at).map((each) => action(each, at)),
  );
  if (actions === undefined) throw new Fault(`${where}.Action is missing`);
  const resources = selection(json, 'Resource', where, (value, at) =>
    strings(value, at).map((each) => resource(each, version, at)),
  );
  if (kind === 'trust' && resources !== undefined)
    throw new Fault(`${where}.Resource: a trust policy is about its role and names no resource`);
  if (kind !== 'trust' && resources === undefined) throw new Fault(`${where}.Resource is missing`);
  return {
    sid,
    effect,
    principals,
    actions,
    resources,
    conditions: conditions(json['Condition'], version, `${where}.Condition`),
  };
}

function onlyMembers(json: JsonObject, known: readonly string[], where: string): void {
  for (const name of Object.keys(json))
    if (!known.includes(name))
      throw new Fault(`${where} has the unknown element ${JSON.stringify(name.slice(0, 64))}`);
}

/** `Action` or `NotAction`, and so on: not both. */
function selection<T>(
  json: JsonObject,
  name: string,
  where: string,
  read: (value: Json, at: string) => readonly T[],
): Selection<T> | undefined {
  const inverted = `Not${name}`;
  if (json[name] !== undefined && json[inverted] !== undefined)
    throw new Fault(`${where} has both ${name} and ${inverted}`);
  const isInverted = json[inverted] !== undefined;
  const value = isInverted ? json[inverted] : json[name];
  if (value === undefined) return undefined;
  return { isInverted, items: read(value, `${where}.${isInverted ? inverted : name}`) };
}

function strings(value: Json, where: string): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? (value as Json[]) : [value];
  if (list.length === 0) throw new Fault(`${where} is empty`);
  return list.map((each) => {
    if (typeof each !== 'string' || each === '')
      throw new Fault(`${where} must be a string, or a list of them`);
    return each;
  });
}

function action(text: string, where: string): readonly PatternPart[] {
  if (text !== '*' && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(text))
    throw new Fault(
      `${where}: ${shown(text)} is no action; one is service:Name, wildcards in the name alone, or *`,
    );
  return readPattern(text.toLowerCase());
}

function resource(text: string, version: string, where: string): readonly TextPart[] {
  const parts = readText(text, version);
  // A variable may stand for more than one component; what it becomes is looked at when it has a value.
  const isPlain = parts.every((part) => part.kind === 'text');
  if (text !== '*' && !text.startsWith('arn:'))
    throw new Fault(`${where}: ${shown(text)} must be an ARN, or *`);
  if (text !== '*' && isPlain && arnParts(readPattern(text)) === undefined)
    throw new Fault(`${where}: ${shown(text)} is no ARN: it has six parts with colons between them`);
  return parts;
}

const accountId = /^\d{12}$/;
const rootArn = /^arn:[\w-]+:iam::(\d{12}):root$/;
const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

function principalsOf(value: Json, where: string): readonly PrincipalPattern[] {
  if (value === '*') return [{ kind: 'everyone' }];
  if (!isObject(value)) throw new Fault(`${where} must be "*", or an object such as {"AWS": "..."}`);
  onlyMembers(value, principalTypes, where);
  const found = Object.entries(value).flatMap(([type, names]) =>
    strings(names, `${where}.${type}`).map((name) => principal(type, name, `${where}.${type}`)),
  );
  if (found.length === 0) throw new Fault(`${where} is empty`);
  return found;
}

function principal(type: string, name: string, where: string): PrincipalPattern {
  if (type === 'Service') {
    if (!/^[a-z0-9.-]+$/.test(name)) throw new Fault(`${where}: ${shown(name)} is no name of a service`);
    return { kind: 'service', service: name };
  }
  if (type !== 'AWS') return { kind: 'other', type, name };
  if (name === '*') return { kind: 'everyone' };
  if (accountId.test(name)) return { kind: 'account', account: name };
  const root = rootArn.exec(name)?.[1];
  if (root !== undefined) return { kind: 'account', account: root };
  if (!/^arn:[\w-]+:(iam|sts)::\d{12}:.+$/.test(name) || /[*?]/.test(name))
    throw new Fault(`${where}: ${shown(name)} is no principal; an ARN of a principal has no wildcards`);
  return { kind: 'arn', arn: name };
}

function conditions(value: Json, version: string, where: string): readonly Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) throw new Fault(`${where} must be an object`);
  return Object.entries(value).flatMap(([name, keys]) => {
    const operator = readOperator(name);
    if (operator === undefined) throw new Fault(`${where}: ${shown(name)} is no condition operator`);
    if (!isObject(keys)) throw new Fault(`${where}.${name} must be an object`);
    return Object.entries(keys).map(([key, values]): Condition => {
      const stated = conditionValues(values, `${where}.${name}.${shown(key)}`).map((each) =>
        readText(each, version),
      );
      return { ...operator, key, stated };
    });
  });
}

/** Numbers and booleans may stand there without quotes, too. */
function conditionValues(value: Json, where: string): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? (value as Json[]) : [value];
  return list.map((each) => {
    if (typeof each === 'string') return each;
    if (typeof each === 'number' || typeof each === 'boolean') return String(each);
    throw new Fault(`${where} must be a string, or a list of them`);
  });
}

function shown(text: string): string {
  return JSON.stringify(text.length <= 128 ? text : `${text.slice(0, 125)}...`);
}
