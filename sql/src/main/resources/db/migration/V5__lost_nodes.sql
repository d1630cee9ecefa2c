-- Nodes that are lost, retired or away for a while, and what that makes of their copies: docs/adr/0025-lost-nodes.md.

ALTER TABLE node ADD COLUMN lost_since timestamptz;
COMMENT ON COLUMN node.lost_since IS 'Silent for so long that its copies are made elsewhere; null again with its next ping';
ALTER TABLE node ADD COLUMN away_until timestamptz;
COMMENT ON COLUMN node.away_until IS 'An operator works on it: its silence until then counts for nothing, and it takes no new chunks';
ALTER TABLE node ADD COLUMN retired timestamptz;
COMMENT ON COLUMN node.retired IS 'Gone for good: a ping with this id is refused';

-- Since when pings are recorded without a gap. While none can be, because the database or all fronts are away, no node
-- is silent.
CREATE TABLE ping_series (
  one   boolean PRIMARY KEY DEFAULT true CHECK (one),
  since timestamptz NOT NULL,
  last  timestamptz NOT NULL
);

-- The copies that count: they are sound, and their nodes are to stay.
CREATE VIEW sound_replica AS
  SELECT r.chunk_id, r.node_id FROM replica r
  WHERE NOT r.condemned AND r.bad_since IS NULL
    AND NOT EXISTS (SELECT FROM node n WHERE n.id = r.node_id
      AND (n.draining OR n.lost_since IS NOT NULL OR n.retired IS NOT NULL));

ALTER TABLE repair ADD COLUMN sound smallint NOT NULL DEFAULT 1;
COMMENT ON COLUMN repair.sound IS 'Copies that counted when repair was asked for: the fewer, the sooner';
CREATE INDEX repair_urgent ON repair (sound, next_try);
