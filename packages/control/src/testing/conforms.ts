import { shapeCompiler } from '../constraints/compile-shape.js';
import { collectFindings, validationMessage } from '../constraints/findings.js';
import { isJsonObject } from '../constraints/json-type.js';
import type { OperationName, Operations } from '../generated/shapes.js';
import { loadServiceModel } from '../model/service-model.js';

const model = loadServiceModel();
const compile = shapeCompiler(model);

/**
 * Errors that AWS lists once for all operations of a service ("Common Errors" of each API reference),
 * and those it answers before an operation is reached.
 */
const commonErrors: ReadonlySet<string> = new Set([
  'UnknownOperationException',
  'SerializationException',
  'AccessDeniedException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'InternalServerException',
  'RequestExpired',
  'ThrottlingException',
  'UnrecognizedClientException',
]);

/**
 * Proves that a response body is what the service model says of the operation's output: JSON, no
 * member that the model does not know, each of its type, every required one there, every constraint
 * met, one member to a union.
 *
 * @param body the body as it came over the wire
 * @returns the body as the operation's output
 * @throws Error that names each member which does not conform
 * @example
 * const { DatastoreId } = conforms('CreateFHIRDatastore', await response.text());
 */
export function conforms<Name extends OperationName>(
  operation: Name,
  body: string | Buffer,
): Operations[Name]['output'] {
  const output = parse(body);
  const findings = collectFindings();
  compile(model.operations[operation]!.output.shape)(output, '', findings);
  const problems = [
    findings.unreadable,
    findings.count > 0 ? validationMessage(findings) : undefined,
    findings.unknown.length > 0 ? `Members unknown to the model: ${findings.unknown.join(', ')}` : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(`The output of ${operation}: ${problems.join('. ')}`);
  return output as Operations[Name]['output'];
}

/**
 * Proves that a response body is an error that the operation may answer: `__type` is one of the
 * exceptions the model lists for it (or one that any operation may answer), and `Message`
 * conforms to the exception's shape.
 *
 * @throws Error that names what does not conform
 */
export function conformsAsError(
  operation: OperationName,
  body: string | Buffer,
): { readonly __type: string; readonly Message: string } {
  const error = parse(body);
  if (!isJsonObject(error) || typeof error['__type'] !== 'string' || typeof error['Message'] !== 'string')
    throw new Error(`The error of ${operation} is not {__type, Message}`);
  const { __type: type, Message, ...rest } = error;
  if (Object.keys(rest).length > 0)
    throw new Error(`The error of ${operation} has more members: ${Object.keys(rest).join(', ')}`);
  const listed = model.operations[operation]!.errors.some(({ shape }) => shape === type);
  if (!listed && !commonErrors.has(type))
    throw new Error(`${operation} cannot answer ${type} by the service model`);
  if (listed) {
    const findings = collectFindings();
    compile(type)({ Message }, '', findings);
    if (findings.count > 0) throw new Error(`${operation}, ${type}: ${validationMessage(findings)}`);
  }
  return { __type: type, Message };
}

function parse(body: string | Buffer): unknown {
  return JSON.parse(typeof body === 'string' ? body : body.toString('utf8')) as unknown;
}
