import type { CodeSystemKind } from '../code-system-kind.js';
import { icd10cmFormat } from './icd10cm.js';
import { loincFormat } from './loinc.js';
import type { ReleaseFormat } from './release-file.js';
import { rxnormFormat } from './rxnorm.js';
import { snomedFormat } from './snomed.js';

const formats: Readonly<Record<CodeSystemKind, ReleaseFormat>> = {
  icd10cm: icd10cmFormat,
  rxnorm: rxnormFormat,
  loinc: loincFormat,
  snomed: snomedFormat,
};

export function releaseFormat(kind: CodeSystemKind): ReleaseFormat {
  return formats[kind];
}

/** Whether a file is one that loading a code system reads: `true` for `rxnorm`, `RXNCONSO.RRF`. */
export function isReleaseFile(kind: CodeSystemKind, name: string): boolean {
  return formats[kind].some((file) => file.name.test(name));
}
