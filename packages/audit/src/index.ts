export { createAuditTrail, type AuditTrail, type AuditTrailOptions } from './audit-trail.js';
export type { AuditTrouble } from './audit-trouble.js';
export type { AuditedCall, CallIdentity, CallTls } from './event/audited-call.js';
export { createCloudTrailHandler, type CloudTrailDependencies } from './lookup/cloudtrail-handler.js';
export type { DeliveryOptions } from './delivery/deliver.js';
export { migrateAudit } from './migrate-audit.js';
export { notedHeads, type NotedHead } from './trail/noted-head.js';
export type { TrailWriter } from './trail/head-notes.js';
export { createTrailKey, trailKeyPurpose, type TrailKey } from './trail/trail-key.js';
export {
  verifyTrail,
  type TrailProblem,
  type VerifyOptions,
  type VerifyReport,
} from './verify/verify-trail.js';
export { leastRetentionDays } from './retention/remove-expired.js';
export { createTrailKeeper, type TrailKeeper, type TrailKeeperOptions } from './trail-keeper.js';
