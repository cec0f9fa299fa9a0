import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

/** An entry of a made-up archive. */
export interface MadeUpEntry {
  readonly path: string;
  /** An object is written as JSON. */
  readonly content?: string | Buffer | object;
  /** The type of the entry in the format of tar: `0` a file, `2` a symbolic link, `5` a folder. */
  readonly type?: string;
  readonly link?: string;
  /** What the header says, where that is not the size of the content. */
  readonly size?: number;
}

/** A tar archive, by the format itself (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html). */
export function madeUpTar(entries: readonly MadeUpEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content = '', type = '0', link = '', size }) => {
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    const bytes = Buffer.from(isText ? content : JSON.stringify(content));
    const header = Buffer.alloc(512);
    header.write(path, 0, 100);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157, 100);
    header.write('ustar\0' + '00', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A package.json with what does not matter filled in. */
export function madeUpManifest(more: object = {}): MadeUpEntry {
  const manifest = { name: 'example.guide', version: '1.0.0', fhirVersions: ['4.0.1'], ...more };
  return { path: 'package/package.json', content: manifest };
}

/** A FHIR package: its package.json and resources, each in a file of its own. */
export function madeUpPackage(manifest: object, resources: readonly object[]): Buffer {
  const files = resources.map((content, at) => ({ path: `package/resource-${at}.json`, content }));
  return gzipSync(madeUpTar([madeUpManifest(manifest), ...files]));
}

/** Bytes as they come over the wire: in pieces. */
export function inPieces(bytes: Buffer, size = 1000): AsyncIterable<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return Readable.from(pieces);
}
