package dev.files.database;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ContentRoot;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** The row under the cursor, in the types of the domain. Columns go by name. */
public final class Row {
  /** Makes a value of a row. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  public ChunkId chunk(String column) throws SQLException {
    return ChunkId.ofBytes(result.getBytes(column));
  }

  public ContentRoot root(String column) throws SQLException {
    return ContentRoot.ofBytes(result.getBytes(column));
  }

  public Optional<Sha256> sha256(String column) throws SQLException {
    return Optional.ofNullable(result.getBytes(column)).map(Sha256::ofBytes);
  }

  public NodeId node(String column) throws SQLException {
    return Sql.nodeId(result.getObject(column, UUID.class));
  }

  public Generation generation(String column) throws SQLException {
    return new Generation(result.getLong(column));
  }

  public Instant instant(String column) throws SQLException {
    return result.getObject(column, OffsetDateTime.class).toInstant();
  }

  public Optional<Instant> optionalInstant(String column) throws SQLException {
    return Optional.ofNullable(result.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  public String text(String column) throws SQLException {
    return result.getString(column);
  }

  public long number(String column) throws SQLException {
    return result.getLong(column);
  }

  public int integer(String column) throws SQLException {
    return result.getInt(column);
  }

  public double decimal(String column) throws SQLException {
    return result.getDouble(column);
  }

  public boolean flag(String column) throws SQLException {
    return result.getBoolean(column);
  }
}
