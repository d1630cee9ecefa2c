-- Browsers in which an operator is logged in: docs/adr/0028-sessions-of-operators.md. Short: the oldest make room.
CREATE TABLE session (
  seal    bytea       PRIMARY KEY CHECK (octet_length(seal) = 32),
  expires timestamptz NOT NULL
);
COMMENT ON COLUMN session.seal IS 'HMAC-SHA256 of what the browser keeps, under the admin token: without either, a row is of no use';
