const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
/** `{"resourceType":"` + type + `","id":"` + id + `","meta":{` */
const fixedLength = '{"resourceType":"","id":"","meta":{'.length;

/**
 * Puts `versionId` and `lastUpdated` into the meta of a stored resource. Their place follows from
 * the lengths of type and id, so nothing is searched or parsed.
 *
 * @param stored what `ParsedResource.stored(id)` gave
 * @param lastUpdated an instant: `2024-01-31T10:11:12.345Z`
 * @throws Error if the bytes are not the stored form of a resource of this type and id.
 * @example
 * spliceVersion(parsed.stored('1'), 'Patient', '1', 3, '2024-01-31T10:11:12.345Z')
 * // {"resourceType":"Patient","id":"1","meta":{"versionId":"3","lastUpdated":"2024-..."},...}
 */
export function spliceVersion(
  stored: Buffer,
  type: string,
  id: string,
  version: number,
  lastUpdated: string,
): Buffer {
  const members = versionMembers(version, lastUpdated);
  const nameLength = type.length + id.length;
  const size = stored.length + members.length + (hasMeta(stored, nameLength) ? 1 : 0);
  const spliced = Buffer.allocUnsafe(size);
  if (writeSpliced(spliced, 0, stored, nameLength, members) === undefined)
    throw new Error(`${type}/${id}: not a stored resource`);
  return spliced;
}

/** The members that a version puts into `meta`, as {@link writeSpliced} takes them: ASCII. */
export function versionMembers(version: number, lastUpdated: string): string {
  return `"versionId":"${version}","lastUpdated":"${lastUpdated}"`;
}

/**
 * What {@link spliceVersion} gives, written into a buffer. There must be room for `stored`, `members` and one byte.
 *
 * @param nameLength the bytes of type and id together
 * @param members what {@link versionMembers} gave
 * @returns where it ends; undefined where the bytes are not the stored form of such a resource
 */
export function writeSpliced(
  target: Buffer,
  at: number,
  stored: Buffer,
  nameLength: number,
  members: string,
): number | undefined {
  const place = fixedLength + nameLength;
  if (stored[place - 1] !== openBrace) return undefined;
  stored.copy(target, at, 0, place);
  let end = at + place;
  end += target.write(members, end, 'latin1');
  if (hasMeta(stored, nameLength)) {
    target[end] = comma;
    end += 1;
  }
  return end + stored.copy(target, end, place);
}

/** Whether other members of meta follow. */
function hasMeta(stored: Buffer, nameLength: number): boolean {
  return stored[fixedLength + nameLength] !== closeBrace;
}
