-- Jobs that index the resources of a data store by search parameters it has for itself, or by all anew. How far one is
-- stands in administration_state.
ALTER TABLE job DROP CONSTRAINT job_kind_check;
ALTER TABLE job ADD CONSTRAINT job_kind_check
  CHECK (kind IN ('import', 'export', 'bulk-delete', 'erase', 'purge', 'bulk-patch', 'reindex'));
