import { z } from 'zod';
import { setting } from './setting.js';

/** What the audit trail keeps. */
export const auditSettings = {
  WELLSPRING_AUDIT_SEARCH_VALUES: setting(
    z.stringbool().default(false),
    'Whether the audit trail holds the values of searches, too. They name patients: who may read the trail sees them then.',
  ),
  WELLSPRING_AUDIT_BUCKET: setting(
    z
      .string()
      .regex(/^[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
      .optional(),
    'The bucket that the audit trail is delivered to every hour, with signed digests; made when needed.',
  ),
  WELLSPRING_AUDIT_RETENTION_DAYS: setting(
    z.coerce.number().int().min(2_190, 'must be 2190 (six years) at least').max(36_500).default(2_190),
    'How long the audit trail is kept, in days: six years at least.',
  ),
  WELLSPRING_AUDIT_QUEUE: setting(
    z.coerce.number().int().min(100).max(1_000_000).default(20_000),
    'How many events of the audit trail may wait in memory to be written; requests are refused when there are more.',
  ),
};
