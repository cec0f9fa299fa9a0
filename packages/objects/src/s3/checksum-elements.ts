import { checksumAlgorithms, type Checksums } from '../checksum/checksum.js';
import type { ObjectMetadata } from '../embedded/object-metadata.js';
import { element, type Xml } from './xml-writer.js';
import type { XmlElement } from './xml-reader.js';

/** `<ChecksumCRC32>...</ChecksumCRC32><ChecksumType>...</ChecksumType>`, or nothing. */
export function checksumElements(object: Pick<ObjectMetadata, 'checksums' | 'checksumType'>): Xml[] {
  const elements = checksumValueElements(object.checksums);
  return elements.length === 0 ? [] : [...elements, element('ChecksumType', object.checksumType)];
}

export function checksumValueElements(checksums: Checksums): Xml[] {
  return Object.entries(checksums).map(([algorithm, value]) =>
    element(`Checksum${algorithm.toUpperCase()}`, value),
  );
}

/** The checksums among the elements inside. */
export function readChecksumElements(xml: XmlElement): Checksums {
  return Object.fromEntries(
    checksumAlgorithms.flatMap((algorithm) => {
      const value = xml.textOf(`Checksum${algorithm.toUpperCase()}`);
      return value === undefined ? [] : [[algorithm, value.trim()]];
    }),
  );
}
