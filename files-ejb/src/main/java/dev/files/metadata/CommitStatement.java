package dev.files.metadata;

/**
 * The one statement of a commit, or of several. It is a transaction by itself, so it costs one
 * round trip and one wait for the log, whatever the number of files and chunks. Executed once more
 * with the same ids, because its outcome was unknown, it makes no second file and answers the same.
 *
 * <p>Its parts see the database as it was when the statement began and run in an order of their
 * own, unless one reads another. So: all read {@code alive}, and without its row (the lease was
 * lost) insert nothing; what belongs to chunks counts {@code chunks} first, which locks them, in
 * the order of their ids, before anything else of theirs. Contents before chunks before what
 * belongs to chunks, each in key order, is the order of all transactions here.
 */
final class CommitStatement {
  private CommitStatement() {}

  static final String TEXT =
      """
      WITH held AS (
        SELECT id FROM write_lease WHERE id = ? AND lease_until > clock_timestamp()
        FOR KEY SHARE
      ), alive AS (
        SELECT nextval('write_order') AS recorded, clock_timestamp() AS uploaded FROM held
      ), contents AS (
        INSERT INTO content (root, layout, size, sha256, chunk_count)
        SELECT c.root, c.layout, c.size, c.sha256, c.chunk_count
        FROM alive,
          unnest(?::bytea[], ?::int[], ?::bigint[], ?::bytea[], ?::int[])
            AS c (root, layout, size, sha256, chunk_count)
        ORDER BY c.root
        ON CONFLICT (root) DO UPDATE
          SET suspect_since = NULL, sha256 = coalesce(content.sha256, excluded.sha256)
        RETURNING id, root, sha256
      ), chunks AS (
        INSERT INTO chunk (id, size)
        SELECT c.id, c.size FROM alive, unnest(?::bytea[], ?::bigint[]) AS c (id, size)
        ORDER BY c.id
        ON CONFLICT (id) DO UPDATE SET suspect_since = NULL
        RETURNING id
      ), replicas AS (
        INSERT INTO replica (chunk_id, node_id, generation, recorded)
        SELECT r.chunk_id, r.node_id, r.generation, alive.recorded
        FROM alive,
          unnest(?::bytea[], ?::uuid[], ?::bigint[]) AS r (chunk_id, node_id, generation)
        WHERE (SELECT count(*) FROM chunks) > 0
        ORDER BY r.chunk_id, r.node_id
        ON CONFLICT (chunk_id, node_id) DO UPDATE
          SET generation = greatest(replica.generation, excluded.generation),
            recorded = greatest(replica.recorded, excluded.recorded),
            bad_since = CASE WHEN excluded.generation > replica.generation THEN NULL
              ELSE replica.bad_since END,
            condemned = false, attempts = 0, next_try = NULL, owner = NULL
      ), parts AS (
        INSERT INTO content_chunk (content_id, ordinal, chunk_id, chunk_offset)
        SELECT contents.id, p.ordinal, p.chunk_id, p.chunk_offset
        FROM contents
          JOIN unnest(?::bytea[], ?::int[], ?::bytea[], ?::bigint[])
            AS p (root, ordinal, chunk_id, chunk_offset) ON p.root = contents.root
        WHERE (SELECT count(*) FROM chunks) > 0
        ON CONFLICT (content_id, ordinal) DO NOTHING
      ), repairs AS (
        INSERT INTO repair (chunk_id)
        SELECT r.chunk_id FROM alive, unnest(?::bytea[]) AS r (chunk_id)
        WHERE (SELECT count(*) FROM chunks) > 0
        ORDER BY r.chunk_id
        ON CONFLICT (chunk_id) DO UPDATE SET next_try = clock_timestamp(), owner = NULL
      ), fills AS (
        INSERT INTO digest_fill (content_id)
        SELECT id FROM contents WHERE sha256 IS NULL ORDER BY id
        ON CONFLICT (content_id) DO NOTHING
      ), files AS (
        INSERT INTO file (id, token_hash, name, media_type, uploaded, expires, owner, content_id)
        SELECT f.id, f.token_hash, f.name, f.media_type, alive.uploaded,
          coalesce(
            alive.uploaded + f.after_micros * interval '1 microsecond',
            timestamptz 'epoch' + f.at_micros * interval '1 microsecond'),
          f.owner, contents.id
        FROM alive,
          unnest(?::text[], ?::bytea[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::uuid[],
              ?::bytea[])
            AS f (id, token_hash, name, media_type, after_micros, at_micros, owner, root)
          JOIN contents ON contents.root = f.root
        ON CONFLICT (id) DO UPDATE SET name = excluded.name
          WHERE file.token_hash = excluded.token_hash
        RETURNING id, uploaded, expires, content_id
      )
      SELECT files.id, files.uploaded, files.expires, files.content_id, contents.sha256
      FROM files JOIN contents ON contents.id = files.content_id
      """;
}
