-- Programs that are known by a key, and whose files are whose: docs/adr/0032-keys.md.

-- Rows stay when a key is revoked: files go on to be its.
CREATE TABLE api_key (
  id        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name      text        NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 255),
  hash      bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  roles     text[]      NOT NULL CHECK (cardinality(roles) > 0),
  created   timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires   timestamptz,
  last_used timestamptz,
  revoked   timestamptz,
  CONSTRAINT api_key_expires_ahead CHECK (expires > created)
);
COMMENT ON COLUMN api_key.hash IS 'SHA-256 of the key, which has 256 random bits and is kept nowhere';
COMMENT ON COLUMN api_key.last_used IS 'To the minute';

-- No foreign key: each upload with a key would lock the row of the key, and none is ever deleted.
ALTER TABLE file ADD COLUMN owner uuid;
COMMENT ON COLUMN file.owner IS 'The key that uploaded it; null: nobody who is known';
CREATE INDEX file_owner ON file (owner, uploaded, id) WHERE owner IS NOT NULL;
CREATE INDEX file_uploaded ON file (uploaded, id);
