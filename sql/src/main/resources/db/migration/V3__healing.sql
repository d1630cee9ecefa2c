-- Copies that are there by name only, the room of nodes, and how far walks over all chunks are:
-- docs/adr/0020-healing.md.

ALTER TABLE replica ADD COLUMN bad_since timestamptz;
COMMENT ON COLUMN replica.bad_since IS
  'The copy has rot, or the node lost it: counts for nothing and is read last; null again once the node vouches for a newer generation';

ALTER TABLE node ADD COLUMN writable bigint CHECK (writable >= 0);
COMMENT ON COLUMN node.writable IS 'Bytes of new chunks that it can really take; null: it does not tell';
ALTER TABLE node ADD COLUMN unwell boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN node.unwell IS 'It answers, and asks for no new chunks';

-- A walk over all rows of a kind, page by page, by whichever front comes first.
CREATE TABLE walk (
  name     text PRIMARY KEY,
  after_id bytea CHECK (octet_length(after_id) = 32),
  attempts integer     NOT NULL DEFAULT 0,
  next_try timestamptz NOT NULL DEFAULT clock_timestamp(),
  owner    uuid
);
