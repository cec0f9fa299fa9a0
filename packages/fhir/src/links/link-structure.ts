import { r4 } from '../definitions/r4.js';
import { isPrimitiveType } from '../definitions/primitive-type.js';
import { jsonMembers } from '../subset/json-members.js';

/** A place where a link to another resource can stand. */
export type LinkType = 'reference' | 'uri' | 'canonical' | 'narrative';

/** What stands under a JSON member; whatever has none of these holds no link. */
export type LinkMember =
  | { readonly kind: 'link'; readonly link: LinkType }
  | { readonly kind: 'complex'; readonly structure: string }
  /** A contained resource. */
  | { readonly kind: 'resource' };

/** uri and what is made of it (https://hl7.org/fhir/R4/datatypes.html#uri). */
const uris: ReadonlyMap<string, LinkType> = new Map([
  ['uri', 'uri'],
  ['url', 'uri'],
  ['oid', 'uri'],
  ['uuid', 'uri'],
  ['canonical', 'canonical'],
  ['xhtml', 'narrative'],
]);

const known = new Map<string, ReadonlyMap<string, LinkMember>>();

/** The members of a structure that hold links, or structures that may. */
export function linkMembers(name: string): ReadonlyMap<string, LinkMember> {
  let members = known.get(name);
  if (members === undefined) known.set(name, (members = compile(name)));
  return members;
}

function compile(name: string): ReadonlyMap<string, LinkMember> {
  const members = new Map<string, LinkMember>();
  for (const element of r4.structure(name)?.elements ?? [])
    for (const { key, type, keys } of jsonMembers(element)) {
      // Extensions of primitives.
      for (const companion of keys.slice(1))
        members.set(companion, { kind: 'complex', structure: 'Element' });
      if (type === 'Resource') members.set(key, { kind: 'resource' });
      else if (!isPrimitiveType(type)) members.set(key, { kind: 'complex', structure: type });
      else {
        const link = name === 'Reference' && key === 'reference' ? 'reference' : uris.get(type);
        if (link !== undefined) members.set(key, { kind: 'link', link });
      }
    }
  return members;
}
