const asciiOnly = /^[\t\n\r\x20-\x7e]*$/;
/** Between words: each counts as a space. */
const separators = /[\s\p{Pd}\p{Pc},;:/\\]+/gu;
/** Within words: left out. */
const punctuation = /\p{P}+/gu;
const plain = /^[a-z0-9]+(?: [a-z0-9]+)*$/;

/** What becomes of each ASCII character, by its code: it stays, is a space, or is left out. */
const [stays, isSpace, isLeftOut] = [0, 1, 2];
const ascii = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  const replaced = character.replace(separators, ' ').replace(punctuation, '');
  if (replaced === ' ') return isSpace;
  return replaced === '' ? isLeftOut : stays;
});

/**
 * What the regular expressions do, in one pass over text in lower case: most texts are ASCII, and the words of
 * whole narratives are taken from it.
 */
function withoutAsciiPunctuation(text: string): string {
  let words = '';
  let start = 0;
  let isBetween = false;
  for (let index = 0; index <= text.length; index++) {
    const kind = index < text.length ? ascii[text.charCodeAt(index)] : isSpace;
    if (kind === stays) continue;
    if (index > start) {
      if (isBetween && words !== '') words += ' ';
      words += text.slice(start, index);
      isBetween = false;
    }
    if (kind === isSpace) isBetween = true;
    start = index + 1;
  }
  return words;
}

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
  if (asciiOnly.test(text)) {
    const lower = text.toLowerCase();
    return plain.test(lower) ? lower : withoutAsciiPunctuation(lower);
  }
  // Folding can leave marks or compatibility characters behind (İ, ΰ); twice reaches the end.
  return fold(fold(text)).replace(separators, ' ').replace(punctuation, '').replace(/ +/g, ' ').trim();
}
