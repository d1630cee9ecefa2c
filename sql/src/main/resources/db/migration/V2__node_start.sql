-- What a node told of its present start. Only fronts that know of it write it, so a row whose instance is not the one
-- of its node row tells nothing: an older front took the last ping.

CREATE TABLE node_start (
  node_id   uuid PRIMARY KEY,
  instance  text    NOT NULL CHECK (instance <> ''),
  epoch     bigint  NOT NULL CHECK (epoch BETWEEN 1 AND 4194303),
  directory uuid,
  protocol  integer NOT NULL CHECK (protocol >= 1)
);
COMMENT ON COLUMN node_start.epoch IS
  'New with every instance: generations of this start are above epoch * 2^40, whatever its disk remembers';
COMMENT ON COLUMN node_start.directory IS 'Names the data that it holds';
COMMENT ON COLUMN node_start.protocol IS '1: neither its calls nor its answers name a node';
