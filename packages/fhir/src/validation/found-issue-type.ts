import type { IssueType } from '@wellspring/errors';
import type { IssueDetail } from './issue-detail.js';

/** What `OperationOutcome.issue.code` says of what the base validation finds. */
export const foundIssueTypes = {
  'unknown-element': 'structure',
  'wrong-type': 'structure',
  'missing-element': 'required',
  'too-many': 'structure',
  'invalid-format': 'value',
  'empty-element': 'structure',
  'ambiguous-choice': 'structure',
  'code-not-in-value-set': 'code-invalid',
  'unknown-code': 'code-invalid',
  'invalid-system': 'value',
  'invariant-failed': 'invariant',
  'reference-target': 'structure',
  'invalid-reference': 'structure',
  'nested-contained': 'structure',
  'unreferenced-contained': 'invariant',
  'invalid-narrative': 'invariant',
  'bundle-entry': 'structure',
  'contradicting-values': 'business-rule',
  'extension-context': 'structure',
  'unknown-extension': 'structure',
} as const satisfies Partial<Record<IssueDetail, IssueType>>;

/** The details of what the base validation finds. */
export type FoundDetail = keyof typeof foundIssueTypes;
