-- Copies that move on purpose, as plans that operators can look at, pause and end: docs/adr/0026-plans.md.

-- An open plan of a drain is there while its node is being drained, and is paused while the node says so: nothing is kept
-- twice.
CREATE TABLE plan (
  id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind        text        NOT NULL CHECK (kind IN ('rebalance', 'drain')),
  node_id     uuid        CHECK ((node_id IS NOT NULL) = (kind = 'drain')),
  state       text        NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled')),
  created     timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended       timestamptz,
  chunks      bigint      NOT NULL CHECK (chunks >= 0),
  bytes       bigint      NOT NULL CHECK (bytes >= 0),
  chunks_done bigint      NOT NULL DEFAULT 0,
  bytes_done  bigint      NOT NULL DEFAULT 0,
  since       timestamptz NOT NULL DEFAULT clock_timestamp(),
  since_bytes bigint      NOT NULL DEFAULT 0,
  reason      text,
  CHECK ((ended IS NOT NULL) = (state IN ('done', 'cancelled')))
);
COMMENT ON COLUMN plan.since IS 'When it was last set going, since_bytes having moved before: what the rate is measured from';
CREATE UNIQUE INDEX plan_one_of_a_kind ON plan (kind, coalesce(node_id, '00000000-0000-0000-0000-000000000000'))
  WHERE ended IS NULL;
CREATE INDEX plan_created ON plan (created);

-- What a node has to give yet, or, below zero, to take.
CREATE TABLE plan_share (
  plan_id uuid   NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
  node_id uuid   NOT NULL,
  bytes   bigint NOT NULL,
  PRIMARY KEY (plan_id, node_id)
);

ALTER TABLE node ADD COLUMN drain_paused boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN node.drain_paused IS 'Being drained, but for now its copies count and stay';

CREATE OR REPLACE VIEW sound_replica AS
  SELECT r.chunk_id, r.node_id FROM replica r
  WHERE NOT r.condemned AND r.bad_since IS NULL
    AND NOT EXISTS (SELECT FROM node n WHERE n.id = r.node_id
      AND (n.draining AND NOT n.drain_paused OR n.lost_since IS NOT NULL OR n.retired IS NOT NULL));
