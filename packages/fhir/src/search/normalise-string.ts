const asciiOnly = /^[\x20-\x7e]*$/;
/** Between words: each counts as a space. */
const separators = /[\s\p{Pd}\p{Pc},;:/\\]+/gu;
/** Within words: left out. */
const punctuation = /\p{P}+/gu;
const plain = /^[a-z0-9]+(?: [a-z0-9]+)*$/;

function fold(text: string): string {
  // Upper case first, since only that takes ß to SS. Σ becomes σ or ς in lower case, depending on
  // what follows; a prefix must not be folded differently from the whole.
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

/**
 * The form in which string values are stored and searched: without regard to case, accents and
 * other combining characters, punctuation and superfluous white space
 * (https://hl7.org/fhir/R4/search.html#string). Punctuation that separates words (`-`, `,`, `/` …)
 * becomes a space, other punctuation is left out: `O'Brien-Smith, J.R.` is `obrien smith jr`.
 *
 * Idempotent, and the form of a text's beginning is the beginning of the text's form.
 */
export function normaliseString(text: string): string {
  const isAscii = asciiOnly.test(text);
  // Folding can leave marks or compatibility characters behind (İ, ΰ); twice reaches the end.
  const folded = isAscii ? text.toLowerCase() : fold(fold(text));
  if (isAscii && plain.test(folded)) return folded;
  return folded.replace(separators, ' ').replace(punctuation, '').replace(/ +/g, ' ').trim();
}
