import type { ErrorCode } from '@wellspring/errors';
import type { Interaction } from './interaction.js';

/** Where a request leads: to an interaction, or to why there is none. */
export type Route =
  | { readonly found: true; readonly interaction: Interaction }
  | {
      readonly found: false;
      readonly code: ErrorCode;
      readonly message: string;
      /** For `method-not-allowed`: the value of the Allow header. */
      readonly allow?: string;
    };

export function found(interaction: Interaction): Route {
  return { found: true, interaction };
}

export function missing(code: ErrorCode, message: string): Route {
  return { found: false, code, message };
}

export function notSupported(what: string): Route {
  return missing('interaction-not-supported', `${what} is not supported yet`);
}

export function notAllowed(allow: string): Route {
  return { found: false, code: 'method-not-allowed', message: `This path takes ${allow}`, allow };
}

/** A part of the path as messages show it. */
export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}
