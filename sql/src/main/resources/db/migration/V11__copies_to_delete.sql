-- Copies to be deleted, by the node that is to delete them and by the moment that open writes are compared with: neither a
-- node that is away for long nor a write that is open for long makes each look read all that waits for it.
CREATE INDEX replica_condemned_of_node ON replica (node_id, recorded) WHERE condemned;
CREATE INDEX orphan_of_node ON orphan (node_id, seen);
