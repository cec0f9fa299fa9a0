-- The change feed goes by vid, and a vid is taken before its row is there for others to see. The fence is
-- where readers of changes have got to: no row may come in at or below it any more, so what is committed up to
-- there is all there ever will be (docs/adr/0012-change-feed.md).
--
-- A sequence, since it is read as it stands at that moment, not as of a snapshot. It is called NULL until
-- somebody reads changes. No column and no index: a row of `version` costs one comparison more.
CREATE SEQUENCE change_fence MINVALUE 0;

-- 40001: to be done again, and with later version ids. DETAIL is the fence.
CREATE FUNCTION refuse_behind_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The version id lies behind the fence of the change feed' USING
    ERRCODE = 'serialization_failure',
    CONSTRAINT = 'change_fence',
    DETAIL = pg_sequence_last_value(format('%I.change_fence', TG_TABLE_SCHEMA)::regclass)::text;
END
$$;

-- wellspring.floor: the fence as a transaction found it at its beginning; it has told readers since then that
-- it writes, so they wait for it. AFTER: before a row, a trigger would keep COPY from writing many at once.
CREATE TRIGGER change_fence AFTER INSERT ON version FOR EACH ROW
  WHEN (NEW.vid <= COALESCE(
    NULLIF(current_setting('wellspring.floor', true), '')::bigint,
    pg_sequence_last_value('change_fence'::regclass)))
  EXECUTE FUNCTION refuse_behind_fence();
