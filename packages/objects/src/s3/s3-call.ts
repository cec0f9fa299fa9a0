import type { HttpRequest } from '@wellspring/http';
import type { S3Access } from '../authorization/s3-access.js';
import type { EmbeddedObjects } from '../embedded/embedded-objects.js';
import type { S3Query } from './s3-query.js';

/** What an operation needs besides its request. */
export interface S3Service {
  readonly embedded: EmbeddedObjects;
  readonly region: string;
  /** Owns every bucket. */
  readonly accountId: string;
}

/** One authenticated request to the object store, addressed. */
export interface S3Call {
  readonly request: HttpRequest;
  readonly query: S3Query;
  /** Headers by lower-case name; of a presigned request also those that stand in its query. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  /** Asked before anything is done or told. */
  readonly access: S3Access;
  /** What came after the body; complete once the body has ended. */
  trailers(): Readonly<Record<string, string>>;
}
