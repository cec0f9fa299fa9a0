import type { HttpRequest } from '@wellspring/http';

/** What the Prefer header asks for (https://hl7.org/fhir/R4/http.html#ops). */
export interface Preference {
  /** Whether parameters that are not known are refused. */
  readonly strict: boolean;
  /** Whether the client would rather ask for the answer later. */
  readonly respondAsync: boolean;
  /** What create and update answer with. */
  readonly answer: 'representation' | 'minimal' | 'OperationOutcome';
}

const noPreference: Preference = { strict: false, respondAsync: false, answer: 'representation' };

/** Reads the Prefer header; what it does not know it passes over (RFC 7240 2). */
export function preferenceOf(request: HttpRequest): Preference {
  if (request.headers['prefer'] === undefined) return noPreference;
  const wishes = wishesOf(request);
  const answer = wishes.find((wish) => wish.startsWith('return='))?.slice('return='.length);
  return {
    respondAsync: wishes.includes('respond-async'),
    strict: wishes.includes('handling=strict'),
    answer: answer === 'minimal' || answer === 'OperationOutcome' ? answer : 'representation',
  };
}

/** Whether lenient handling is asked for, where it is not what happens without asking. */
export function asksForLenience(request: HttpRequest): boolean {
  return wishesOf(request).includes('handling=lenient');
}

function wishesOf({ headers }: HttpRequest): readonly string[] {
  const header = headers['prefer'];
  if (header === undefined) return [];
  return (
    header
      .split(/[,;]/)
      // "Preferences are case-insensitive" (RFC 7240 2): their names are, values are as they are defined.
      .map((wish) => wish.replaceAll(/[\s"]/g, '').replace(/^[^=]*/, (name) => name.toLowerCase()))
  );
}
