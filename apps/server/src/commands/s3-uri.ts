/** A place in an object store. */
export interface S3Place {
  readonly bucket: string;
  /** Empty, or a prefix that ends in a slash unless it names one object. */
  readonly prefix: string;
}

/** Reads `s3://bucket/prefix`; undefined where the text is not such an address. */
export function parseS3Uri(text: string): S3Place | undefined {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text);
  return match ? { bucket: match[1]!, prefix: match[2] ?? '' } : undefined;
}
