/** The name of a search parameter taken apart: `subject:Patient.organization.name`. */
export interface ParameterName {
  /** `subject` */
  readonly code: string;
  /** `Patient`: a modifier, or the type that a chain goes on with; absent without a colon. */
  readonly modifier?: string;
  /** `organization.name`; absent where it is no chain. */
  readonly rest?: string;
}

/**
 * Takes the first link of a name from what follows it. No name of a parameter, type or modifier has a
 * colon or a dot in it.
 */
export function splitName(name: string): ParameterName {
  const dot = name.indexOf('.');
  const link = dot === -1 ? name : name.slice(0, dot);
  const colon = link.indexOf(':');
  return {
    code: colon === -1 ? link : link.slice(0, colon),
    ...(colon !== -1 && { modifier: link.slice(colon + 1) }),
    ...(dot !== -1 && { rest: name.slice(dot + 1) }),
  };
}
