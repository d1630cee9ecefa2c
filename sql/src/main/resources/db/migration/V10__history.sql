-- Whether the database went back in time: docs/adr/0030-a-database-that-ran-back.md. An older front neither counts nor
-- compares, which leaves the count where it was.

ALTER TABLE node_start ADD COLUMN pings bigint NOT NULL DEFAULT 0 CHECK (pings >= 0);
COMMENT ON COLUMN node_start.pings IS
  'Recorded of this node by fronts that count them. The node remembers the last it heard, so one that knows of more was told by rows that are lost';

CREATE TABLE ran_back (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  since  timestamptz NOT NULL DEFAULT clock_timestamp(),
  reason text        NOT NULL
);
COMMENT ON TABLE ran_back IS 'While there is a row, no bytes are deleted on nodes: rows that named them may be lost. An operator removes it';
