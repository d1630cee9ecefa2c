-- How often a file was changed, so that a change can be made on condition that nobody else made one. A default that is
-- a constant rewrites no row; builds that know nothing of the column go on inserting and changing files.
ALTER TABLE file ADD COLUMN version bigint NOT NULL DEFAULT 0;
