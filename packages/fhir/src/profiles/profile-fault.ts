import type { IssueType } from '@wellspring/errors';
import type { Issue } from '../issue.js';
import type { IssueDetail } from '../validation/issue-detail.js';

/** A profile that cannot be used, and why; becomes an issue where compilation ends. */
export class ProfileFault extends Error {
  override readonly name = 'ProfileFault';

  constructor(
    readonly code: IssueType,
    readonly detail: IssueDetail,
    message: string,
  ) {
    super(message);
  }

  get issue(): Issue {
    return { severity: 'error', code: this.code, diagnostics: this.message, detail: this.detail };
  }
}

/** @throws ProfileFault of a definition that contradicts itself or what it is based on. */
export function contradicts(message: string): never {
  throw new ProfileFault('invalid', 'unusable-profile', message);
}

/** What a definition's author wrote, fit for a message. */
export function shown(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 197)}...`;
}
