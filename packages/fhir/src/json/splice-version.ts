const openBrace = 0x7b;
const closeBrace = 0x7d;
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
  const place = fixedLength + type.length + id.length;
  if (stored[place - 1] !== openBrace) throw new Error(`${type}/${id}: not a stored resource`);
  const comma = stored[place] === closeBrace ? '' : ',';
  const members = `"versionId":"${version}","lastUpdated":"${lastUpdated}"${comma}`;
  const spliced = Buffer.allocUnsafe(stored.length + members.length);
  stored.copy(spliced, 0, 0, place);
  spliced.write(members, place, 'latin1');
  stored.copy(spliced, place + members.length, place);
  return spliced;
}
