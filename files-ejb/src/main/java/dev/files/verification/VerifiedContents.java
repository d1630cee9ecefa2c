package dev.files.verification;

import dev.files.database.Database;
import dev.files.database.Row;
import dev.files.verification.Finding.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page of contents: whether they are made up of their chunks, and these of enough copies. */
final class VerifiedContents {
  /** Each may have thousands of chunks. */
  static final int PAGE = 100;

  private static final String CONTENTS =
      """
      SELECT c.id, c.size, c.chunk_count, l.lines, l.bytes, l.unknown, l.displaced, l.copies,
        ARRAY(SELECT f.id FROM file f WHERE f.content_id = c.id ORDER BY f.id LIMIT 3)::text AS files
      FROM (SELECT id, size, chunk_count FROM content WHERE id > ? AND root IS NOT NULL
            ORDER BY id LIMIT %d) AS c
      CROSS JOIN LATERAL (
        SELECT count(*) AS lines, coalesce(sum(p.size), 0)::bigint AS bytes,
          count(*) FILTER (WHERE p.size IS NULL) AS unknown,
          count(*) FILTER (WHERE p.chunk_offset <> p.expected) AS displaced,
          min(p.copies) AS copies
        FROM (
          SELECT q.chunk_offset, k.size,
            sum(k.size) OVER (ORDER BY q.ordinal) - k.size AS expected,
            (SELECT count(*) FROM sound_replica s WHERE s.chunk_id = q.chunk_id) AS copies
          FROM content_chunk q LEFT JOIN chunk k ON k.id = q.chunk_id
          WHERE q.content_id = c.id) AS p) AS l
      ORDER BY c.id
      """
          .formatted(PAGE);

  private record Content(
      long id,
      long size,
      int chunkCount,
      long lines,
      long bytes,
      long unknown,
      long displaced,
      long copies,
      String files) {
    static Content of(Row row) throws SQLException {
      return new Content(
          row.number("id"),
          row.number("size"),
          row.integer("chunk_count"),
          row.number("lines"),
          row.number("bytes"),
          row.number("unknown"),
          row.number("displaced"),
          row.number("copies"),
          row.text("files"));
    }
  }

  private final Database database;
  private final int writeQuorum;
  private final List<Finding> findings = new ArrayList<>();

  VerifiedContents(Database database, int writeQuorum) {
    this.database = database;
    this.writeQuorum = writeQuorum;
  }

  Page after(long id) {
    List<Content> contents = database.single(sql -> sql.list(CONTENTS, Content::of, id));
    contents.forEach(this::judge);
    return new Page(
        contents.size(),
        0,
        0,
        findings,
        contents.size() < PAGE
            ? Optional.empty()
            : Optional.of(Long.toString(contents.get(contents.size() - 1).id())));
  }

  private void judge(Content content) {
    if (content.lines() != content.chunkCount()
        || content.bytes() != content.size()
        || content.unknown() > 0
        || content.displaced() > 0) {
      add(
          Kind.BROKEN,
          content,
          "it is to have "
              + content.chunkCount()
              + " chunks of "
              + content.size()
              + " bytes together, and has "
              + content.lines()
              + " of "
              + content.bytes()
              + (content.unknown() > 0 ? "; " + content.unknown() + " have no row" : "")
              + (content.displaced() > 0 ? "; " + content.displaced() + " lie elsewhere" : ""));
    }
    if (content.lines() > 0 && content.copies() < writeQuorum) {
      add(
          Kind.ENDANGERED,
          content,
          "of one of its chunks "
              + content.copies()
              + " copies count, "
              + writeQuorum
              + " are needed");
    }
  }

  private void add(Kind kind, Content content, String detail) {
    findings.add(
        new Finding(
            kind,
            Optional.empty(),
            content.size(),
            "content " + content.id() + " of files " + content.files() + ": " + detail));
  }
}
