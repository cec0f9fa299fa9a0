/** Lower case only: the ids of one case cannot meet those of the other when their digits change. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Odd, hence a different pattern for each of 2^32 copies; copy 0 keeps its ids. */
const digitsOfCopy = (copy: number): number => Math.imul(copy, 0x9e3779b1);

/**
 * The id that a resource has in a copy. A UUID stays a UUID (its first eight digits change, so that
 * the copies of one resource lie far apart in an index, as unrelated ones do); any other id gets the
 * number of the copy at its end, in copy 0 too, so that no two copies share an id.
 *
 * @throws Error for an id that is too long to take the number
 */
export function idInCopy(id: string, copy: number): string {
  if (uuid.test(id)) {
    const digits = (parseInt(id.slice(0, 8), 16) ^ digitsOfCopy(copy)) >>> 0;
    return digits.toString(16).padStart(8, '0') + id.slice(8);
  }
  const copied = `${id}-${copy}`;
  // https://hl7.org/fhir/R4/datatypes.html#id
  if (copied.length > 64) throw new Error(`the id ${id} is too long to be copied`);
  return copied;
}

/**
 * Relative references and UUIDs as business identifiers (Synthea's are the ids of other resources).
 * A quotation mark inside a JSON string is escaped, so that neither pattern matches within text.
 * References to contained resources (`#x`), absolute addresses and `urn:`s do not match.
 */
const references =
  /("reference"\s*:\s*"[A-Z][A-Za-z]*\/)([A-Za-z0-9\-.]{1,64})(?=(?:\/_history\/[A-Za-z0-9\-.]{1,64})?")|("value"\s*:\s*")([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=")/g;

/**
 * A resource as it stands in a copy: its id and every relative reference, the same way, so that what
 * resolved within the data resolves within the copy. The rest keeps its bytes; nothing is parsed.
 *
 * @param line a resource as JSON, on one line
 */
export function copiedLine(line: string, copy: number): string {
  const place = placeOfId(line);
  const replaced = (text: string): string =>
    text.replace(
      references,
      (_, type: string | undefined, target: string, member: string | undefined, identifier: string) =>
        type === undefined ? `${member!}${idInCopy(identifier, copy)}` : type + idInCopy(target, copy),
    );
  if (!place) return replaced(line);
  const id = line.slice(place.start, place.end);
  return replaced(line.slice(0, place.start)) + idInCopy(id, copy) + replaced(line.slice(place.end));
}

/** Where the value of the outermost object's member "id" stands, without its quotation marks. */
function placeOfId(line: string): { readonly start: number; readonly end: number } | undefined {
  let depth = 0;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '"') {
      const end = endOfString(line, at);
      const value =
        depth === 1 && line.slice(at, end + 1) === '"id"' ? memberValue(line, end + 1) : undefined;
      if (value !== undefined) return { start: value + 1, end: endOfString(line, value) };
      at = end;
    }
  }
  return undefined;
}

/** The opening quotation mark of the string that follows a member's name, where one does. */
function memberValue(line: string, from: number): number | undefined {
  const found = /^\s*:\s*"/.exec(line.slice(from, from + 20));
  return found ? from + found[0].length - 1 : undefined;
}

/** The closing quotation mark of the string that opens at `start`. */
function endOfString(line: string, start: number): number {
  let end = start + 1;
  while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1;
  return end;
}
