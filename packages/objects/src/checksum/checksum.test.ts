import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumAlgorithms, checksumLength, startChecksum } from './checksum.js';

/**
 * The check values of the catalogue of parametrised CRC algorithms (https://reveng.sourceforge.io/crc-catalogue/):
 * the checksum of the nine ASCII digits; SHA from FIPS 180-2, appendix A.1 and B.1 ("abc").
 */
const published = [
  ['crc32', '123456789', 'cbf43926'],
  ['crc32c', '123456789', 'e3069283'],
  ['crc64nvme', '123456789', 'ae8b14860a799888'],
  ['sha1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['md5', 'abc', '900150983cd24fb0d6963f7d28e17f72'],
] as const;

describe('checksums', () => {
  it.each(published)('%s of %j is %s', (algorithm, text, hex) => {
    const checksum = startChecksum(algorithm);
    checksum.update(Buffer.from(text));
    expect(checksum.digest().toString('hex')).toBe(hex);
  });

  it.each([
    // RFC 3720, appendix B.4: 32 bytes of zeroes, of ones, ascending.
    [Buffer.alloc(32), '8a9136aa'],
    [Buffer.alloc(32, 0xff), '62a8ab43'],
    [Buffer.from(Array.from({ length: 32 }, (_, at) => at)), '46dd794e'],
  ])('crc32c as RFC 3720 has it, %#', (bytes, hex) => {
    const checksum = startChecksum('crc32c');
    checksum.update(bytes);
    expect(checksum.digest().toString('hex')).toBe(hex);
  });

  it.each([
    // NVM Command Set specification 1.0, section 5.2.1.3.5: 4096 bytes of zeroes, of ones.
    [Buffer.alloc(4096), '6482d367eb22b64e'],
    [Buffer.alloc(4096, 0xff), 'c0ddba7302eca3ac'],
  ])('crc64nvme as the specification has it, %#', (bytes, hex) => {
    const checksum = startChecksum('crc64nvme');
    checksum.update(bytes);
    expect(checksum.digest().toString('hex')).toBe(hex);
  });

  it.each(checksumAlgorithms)('%s is the same however the bytes are cut', (algorithm) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        const whole = startChecksum(algorithm);
        whole.update(bytes);
        const cutUp = startChecksum(algorithm);
        cutUp.update(bytes.subarray(0, cut));
        cutUp.update(bytes.subarray(cut));
        const digest = whole.digest();
        expect(digest.length).toBe(checksumLength[algorithm]);
        expect(cutUp.digest().equals(digest)).toBe(true);
      }),
    );
  });
});
