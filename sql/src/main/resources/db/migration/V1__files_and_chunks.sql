-- The metadata of Files. Why rows come and go in this order: docs/adr/0005-collection-and-uploads.md.
--
-- Clocks: clock_timestamp() wherever time is judged, never a machine's. Order between uploads and
-- collection is not judged by time at all but by numbers from write_order, which never run back.
--
-- Rows that a worker takes (replica, repair, orphan, inventory, digest_fill) share three columns:
--   attempts  how often it was tried
--   next_try  when it is due; while a worker holds it, until when the worker may be silent
--   owner     the worker's claim; what it does to the row later is conditional on it

CREATE SEQUENCE write_order;

CREATE TABLE node (
  id         uuid PRIMARY KEY,
  instance   text        NOT NULL CHECK (instance <> ''),
  url        text        NOT NULL CHECK (url <> ''),
  public_url text        NOT NULL CHECK (public_url <> ''),
  host       text        NOT NULL CHECK (host <> ''),
  zone       text        NOT NULL,
  capacity   bigint      NOT NULL CHECK (capacity >= 0),
  used       bigint      NOT NULL CHECK (used >= 0),
  in_flight  integer     NOT NULL CHECK (in_flight >= 0),
  version    text        NOT NULL,
  last_ping  timestamptz NOT NULL,
  draining   boolean     NOT NULL DEFAULT false,
  registered timestamptz NOT NULL
);
COMMENT ON TABLE node IS 'A storage node as its last ping described it';

-- Of uploads, copies and assemblies under way; uploads of a front that begin within a second share one. Only its deletion ends it, not the passing of
-- lease_until: whoever finds the row gone knows that its commit is either visible or refused.
CREATE TABLE write_lease (
  id          uuid PRIMARY KEY,
  number      bigint      NOT NULL DEFAULT nextval('write_order'),
  owner       text        NOT NULL,
  started     timestamptz NOT NULL DEFAULT clock_timestamp(),
  lease_until timestamptz NOT NULL
);
CREATE INDEX write_lease_number ON write_lease (number);

CREATE TABLE chunk (
  id            bytea  NOT NULL CHECK (octet_length(id) = 32),
  size          bigint NOT NULL CHECK (size BETWEEN 1 AND 5368709120),
  suspect_since timestamptz,
  PRIMARY KEY (id)
) PARTITION BY HASH (id);
COMMENT ON COLUMN chunk.suspect_since IS 'Maybe no content names it: to be looked at';
CREATE INDEX chunk_suspect ON chunk (suspect_since) WHERE suspect_since IS NOT NULL;

-- No foreign keys here and in content_chunk. To node: nodes are few and every commit would lock their rows; none is deleted.
-- To chunk and content: whoever inserts such a row has just locked the one that it names, in the same statement, and
-- whoever removes one has looked for such rows under its lock; that PostgreSQL looks again, row by row over all parts,
-- took a third of a commit.
CREATE TABLE replica (
  chunk_id   bytea   NOT NULL,
  node_id    uuid    NOT NULL,
  generation bigint  NOT NULL CHECK (generation >= 1),
  recorded   bigint  NOT NULL,
  condemned  boolean NOT NULL DEFAULT false,
  attempts   integer NOT NULL DEFAULT 0,
  next_try   timestamptz,
  owner      uuid,
  PRIMARY KEY (chunk_id, node_id),
  CHECK (condemned = (next_try IS NOT NULL))
) PARTITION BY HASH (chunk_id);
COMMENT ON COLUMN replica.recorded IS
  'From write_order, taken after the node answered the generation: a lease with a higher number only knows newer generations';
CREATE INDEX replica_node ON replica (node_id, chunk_id);
CREATE INDEX replica_condemned ON replica (next_try) WHERE condemned;

CREATE TABLE content (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  root          bytea UNIQUE CHECK (octet_length(root) = 32),
  layout        smallint NOT NULL CHECK (layout BETWEEN 1 AND 4),
  size          bigint   NOT NULL CHECK (size >= 0),
  sha256        bytea CHECK (octet_length(sha256) = 32),
  chunk_count   integer  NOT NULL CHECK (chunk_count >= 0),
  suspect_since timestamptz,
  CHECK (root IS NOT NULL OR suspect_since IS NOT NULL)
);
COMMENT ON COLUMN content.root IS 'Null once condemned: no upload can find it any more, it is emptied in pages';
COMMENT ON COLUMN content.suspect_since IS 'Maybe no file shows it: to be looked at';
CREATE INDEX content_sha256 ON content (sha256);
CREATE INDEX content_suspect ON content (suspect_since) WHERE suspect_since IS NOT NULL;

CREATE TABLE content_chunk (
  content_id   bigint  NOT NULL,
  ordinal      integer NOT NULL CHECK (ordinal >= 0),
  chunk_id     bytea   NOT NULL,
  chunk_offset bigint  NOT NULL CHECK (chunk_offset >= 0),
  PRIMARY KEY (content_id, ordinal)
) PARTITION BY HASH (content_id);
CREATE INDEX content_chunk_chunk ON content_chunk (chunk_id);

CREATE TABLE file (
  id         text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{22}$'),
  token_hash bytea       NOT NULL CHECK (octet_length(token_hash) = 32),
  name       text        NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 255),
  media_type text        NOT NULL CHECK (octet_length(media_type) BETWEEN 1 AND 255),
  uploaded   timestamptz NOT NULL,
  expires    timestamptz,
  content_id bigint      NOT NULL REFERENCES content (id),
  CONSTRAINT file_expires_ahead CHECK (expires > uploaded)
);
CREATE INDEX file_content ON file (content_id);
CREATE INDEX file_expires ON file (expires) WHERE expires IS NOT NULL;

-- A chunk that may have fewer replicas than wanted.
CREATE TABLE repair (
  chunk_id   bytea PRIMARY KEY REFERENCES chunk (id) ON DELETE CASCADE,
  attempts   integer     NOT NULL DEFAULT 0,
  next_try   timestamptz NOT NULL DEFAULT clock_timestamp(),
  owner      uuid,
  last_error text
);
CREATE INDEX repair_due ON repair (next_try);

-- A copy on a node that no replica row names.
CREATE TABLE orphan (
  node_id    uuid   NOT NULL,
  chunk_id   bytea  NOT NULL CHECK (octet_length(chunk_id) = 32),
  generation bigint NOT NULL CHECK (generation >= 1),
  seen       bigint NOT NULL,
  attempts   integer     NOT NULL DEFAULT 0,
  next_try   timestamptz NOT NULL DEFAULT clock_timestamp(),
  owner      uuid,
  PRIMARY KEY (node_id, chunk_id)
);
COMMENT ON COLUMN orphan.seen IS 'From write_order, taken after this generation was first seen';
CREATE INDEX orphan_due ON orphan (next_try);

-- How far the comparison of a node's inventory with the rows has come.
CREATE TABLE inventory (
  node_id  uuid PRIMARY KEY,
  after_id bytea CHECK (octet_length(after_id) = 32),
  attempts integer     NOT NULL DEFAULT 0,
  next_try timestamptz NOT NULL DEFAULT clock_timestamp(),
  owner    uuid
);

-- A content whose SHA-256 is to be found by reading it back.
CREATE TABLE digest_fill (
  content_id bigint PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE,
  attempts   integer     NOT NULL DEFAULT 0,
  next_try   timestamptz NOT NULL DEFAULT clock_timestamp(),
  owner      uuid,
  last_error text
);
CREATE INDEX digest_fill_due ON digest_fill (next_try);

-- Four parts each: enough to vacuum and reindex piece by piece. More would cost every statement, for a cached plan locks
-- all parts each time, also those that it will not look into.
DO $$
BEGIN
  FOR part IN 0..3 LOOP
    EXECUTE format('CREATE TABLE chunk_%s PARTITION OF chunk FOR VALUES WITH (MODULUS 4, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE replica_%s PARTITION OF replica FOR VALUES WITH (MODULUS 4, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE content_chunk_%s PARTITION OF content_chunk FOR VALUES WITH (MODULUS 4, REMAINDER %s)', part, part);
  END LOOP;
END
$$;
