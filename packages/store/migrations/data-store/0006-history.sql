-- The history of a whole type, newest first. Current versions of a type are a range of token (its '_type' rows are
-- in the order of vid), so that an import of new resources pays nothing for this: only versions that were replaced
-- and those that delete are indexed here. Tables whose rows never change, so that no update of one becomes dearer.
CREATE INDEX superseded_type ON superseded (type, vid);
CREATE INDEX version_delete ON version (type, vid) WHERE method = 3;
