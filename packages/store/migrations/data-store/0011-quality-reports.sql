-- Reports on the quality of the data: the newest of the data store, those of imports, and the figures of earlier
-- ones. They hold counts and names of resources, nothing of what these say.
CREATE TABLE quality_report (
  -- Of the job that made it: a job that was carried out twice has one report.
  job_id      text        NOT NULL PRIMARY KEY,
  -- The import that it is about; null: the whole data store.
  import_id   text,
  as_of       timestamptz NOT NULL,
  -- What is shown of its course: the moment, the number of resources, two counts a measure.
  moment      jsonb       NOT NULL,
  report      bytea                       -- deflated JSON; null once there is a newer one of the data store
);
ALTER TABLE quality_report ALTER COLUMN report SET STORAGE EXTERNAL;
-- The newest of the data store, and the course of its figures; those that go, when there are too many.
CREATE INDEX quality_report_store ON quality_report (as_of DESC, job_id) WHERE import_id IS NULL;
CREATE INDEX quality_report_import ON quality_report (import_id, as_of DESC) WHERE import_id IS NOT NULL;
