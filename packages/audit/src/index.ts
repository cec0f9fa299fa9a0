export type { AuditedCall, CallIdentity, CallTls } from './event/audited-call.js';
export { migrateAudit } from './migrate-audit.js';
