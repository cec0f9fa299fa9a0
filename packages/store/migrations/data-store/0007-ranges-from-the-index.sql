-- A range of numbers and quantities is read from its index alone, as one of dates is: whether 3,000 rows of
-- value-quantity=gt100 are all there are was asked of as many pages of the table.
DROP INDEX number_low, quantity_low;
CREATE INDEX number_low ON number (key, low, vid) INCLUDE (high, part, system);
CREATE INDEX quantity_low ON quantity (key, low, vid) INCLUDE (high, part, system, coded, code, unit);
