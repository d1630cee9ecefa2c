package dev.files.metadata;

import dev.files.database.Database;
import dev.files.database.Row;
import dev.files.keys.KeyId;
import dev.files.protocol.FileId;
import dev.files.protocol.Layout;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of a key, or all, by the index that has them in order. */
final class FileList implements FileListing {
  /** Looked at for one page: the bound of a search for what nearly no name has. */
  static final int MOST_LOOKED_AT = 10_000;

  /** Before all files. */
  private static final FilePlace START =
      new FilePlace(Instant.parse("9999-12-31T23:59:59Z"), new FileId("z".repeat(22)));

  // One text for each kind of caller: each has an index of its own.
  private static final String OF_KEY = pages("owner = ? AND");
  private static final String OF_ALL = pages("");

  private final Database database;

  FileList(Database database) {
    this.database = database;
  }

  private static String pages(String whose) {
    return """
        SELECT f.id, f.name, f.media_type, f.uploaded, f.expires, f.version, f.content_id,
          f.looked_at, f.matches, c.root, c.layout, c.size, c.sha256, c.chunk_count
        FROM (
          SELECT *, row_number() OVER (ORDER BY uploaded DESC, id DESC) AS looked_at,
            coalesce(strpos(lower(name), lower(?)) > 0, true) AS matches
          FROM file WHERE %s (uploaded, id) < (?::timestamptz, ?::text)
            AND (expires IS NULL OR expires > (SELECT clock_timestamp()))
          ORDER BY uploaded DESC, id DESC LIMIT %d) AS f
        JOIN content c ON c.id = f.content_id
        WHERE f.matches OR f.looked_at = %d
        ORDER BY f.uploaded DESC, f.id DESC LIMIT ?
        """
        .formatted(whose, MOST_LOOKED_AT, MOST_LOOKED_AT);
  }

  private record Found(FileView file, boolean matches, long lookedAt) {
    FilePlace place() {
      return new FilePlace(file.uploaded(), file.id());
    }
  }

  @Override
  public Page list(
      Authority caller, Optional<String> search, Optional<FilePlace> after, int limit) {
    Optional<KeyId> owner =
        caller instanceof Authority.Key key ? Optional.of(key.id()) : Optional.empty();
    List<Object> parameters = new ArrayList<>();
    parameters.add(search);
    owner.ifPresent(key -> parameters.add(key.uuid()));
    FilePlace from = after.orElse(START);
    parameters.add(from.uploaded());
    parameters.add(from.id());
    parameters.add(limit + 1);
    List<Found> found =
        database.single(
            sql ->
                sql.list(
                    owner.isPresent() ? OF_KEY : OF_ALL, FileList::found, parameters.toArray()));
    List<Found> shown = found.subList(0, Math.min(limit, found.size()));
    boolean more =
        found.size() > limit
            || (!found.isEmpty() && found.get(found.size() - 1).lookedAt() == MOST_LOOKED_AT);
    return new Page(
        shown.stream().filter(Found::matches).map(Found::file).toList(),
        more ? Optional.of(shown.get(shown.size() - 1).place()) : Optional.empty());
  }

  private static Found found(Row row) throws SQLException {
    return new Found(
        new FileView(
            new FileId(row.text("id")),
            row.text("name"),
            row.text("media_type"),
            row.instant("uploaded"),
            row.optionalInstant("expires"),
            row.number("content_id"),
            row.root("root"),
            Layout.ofCode((short) row.integer("layout")),
            row.number("size"),
            row.sha256("sha256"),
            row.integer("chunk_count"),
            row.number("version")),
        row.flag("matches"),
        row.number("looked_at"));
  }
}
