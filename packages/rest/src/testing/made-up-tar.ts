/** A tar archive of JSON files, by the format itself (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html). */
export function madeUpTar(files: readonly (readonly [path: string, content: object])[]): Buffer {
  const blocks = files.flatMap(([path, content]) => {
    const bytes = Buffer.from(JSON.stringify(content));
    const header = Buffer.alloc(512);
    header.write(path, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\0' + '00', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
