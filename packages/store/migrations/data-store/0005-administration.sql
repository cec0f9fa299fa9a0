-- To find what is deleted, but still has its versions: deleted resources have no index rows. Both have as many
-- rows as there are deleted resources, so other writes do not pay for them.

-- $bulk-delete with isHardDelete, by type.
CREATE INDEX resource_deleted_type ON resource (type, vid) WHERE deleted;
-- $purge, by the patient whose the resource was.
CREATE INDEX resource_deleted_part ON resource (part, vid) WHERE deleted;
