import { RE2JS } from 're2js';
import { isTerminologyFault, type OrTerminologyFault, type TerminologyFault } from './terminology-fault.js';

/** Longest regular expression that is taken, in characters. */
export const maxPatternLength = 500;

/**
 * A test of whole texts by a regular expression from outside. RE2 takes time in proportion to the text, whatever the
 * expression; back references, which cannot be had so, are refused. Expressions are anchored at both ends
 * (https://hl7.org/fhir/R4/datatypes.html: "qualified with start of string and end of string anchors").
 */
export function boundedPattern(pattern: string): OrTerminologyFault<(text: string) => boolean> {
  if (pattern.length > maxPatternLength)
    return {
      code: 'too-costly',
      fault: `has a regular expression of more than ${maxPatternLength} characters`,
    };
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matches(text);
  } catch {
    return {
      code: 'invalid',
      fault: `has a regular expression that cannot be used: ${JSON.stringify(pattern.slice(0, 64))}`,
    };
  }
}

/** What is wrong with a regular expression, for those who have another engine run it. */
export function patternFault(pattern: string): TerminologyFault | undefined {
  const compiled = boundedPattern(pattern);
  return isTerminologyFault(compiled) ? compiled : undefined;
}
