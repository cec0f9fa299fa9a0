import { spliceVersion, type ParsedResource } from '@wellspring/fhir';
import type { StoredVersion, WrittenVersion } from '@wellspring/store';

/** A version that was just written with the body that a read of it would give. */
export function withBody(written: WrittenVersion, resource: ParsedResource): StoredVersion {
  const { type, id, version, lastUpdated } = written;
  return { ...written, body: spliceVersion(resource.stored(id), type, id, version, lastUpdated) };
}
