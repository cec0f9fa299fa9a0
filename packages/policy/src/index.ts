export type { AccessRequest, ContextValue, Principal } from './context.js';
export { denialMessage } from './denial-message.js';
export {
  evaluate,
  trustOf,
  type Decision,
  type Policies,
  type PolicySource,
  type Trust,
} from './evaluate.js';
export type { PolicyDocument, PolicyKind } from './policy-document.js';
export { readPolicy, type PolicyOutcome } from './read-policy.js';
