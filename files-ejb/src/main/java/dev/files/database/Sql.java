package dev.files.database;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ContentRoot;
import dev.files.protocol.FileId;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Statements on one connection. Parameters are values of the domain: ids and hashes as {@code
 * bytea} or {@code uuid}, a {@link Duration} as a number of microseconds, an empty {@link Optional}
 * as null, {@link Many} as an array.
 *
 * <p>A statement is planned once for all values. So a limit is written into its text, where the
 * plan can count on it, and the present moment that rows are compared with is {@code (SELECT
 * clock_timestamp())}, which an index can be searched for.
 */
public final class Sql {
  /**
   * Values that go as one array. The type is said and not guessed: an empty array has none, and a
   * statement whose types change is prepared anew each time.
   */
  public record Many(String type, List<?> values) {
    /** Chunk ids, roots, hashes; each may be optional. */
    public static Many hashes(Collection<?> values) {
      return new Many("bytea", List.copyOf(values));
    }

    public static Many nodes(Collection<NodeId> values) {
      return new Many("uuid", List.copyOf(values));
    }

    /** Each may be optional. */
    public static Many uuids(Collection<?> values) {
      return new Many("uuid", List.copyOf(values));
    }

    /** Numbers of 64 bits, generations; each may be optional. */
    public static Many longs(Collection<?> values) {
      return new Many("int8", List.copyOf(values));
    }

    public static Many ints(Collection<Integer> values) {
      return new Many("int4", List.copyOf(values));
    }

    /** Texts, file ids. */
    public static Many texts(Collection<?> values) {
      return new Many("text", List.copyOf(values));
    }

    private Object[] plain() {
      Object[] plain = type.equals("bytea") ? new byte[values.size()][] : new Object[values.size()];
      Arrays.setAll(
          plain,
          i ->
              values.get(i) instanceof Optional<?> optional
                  ? optional.map(Sql::plain).orElse(null)
                  : Sql.plain(values.get(i)));
      return plain;
    }
  }

  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /**
   * Runs a statement that changes rows.
   *
   * @return how many
   */
  public int update(String statement, Object... parameters) throws SQLException {
    try (PreparedStatement prepared = prepare(statement, parameters)) {
      return prepared.executeUpdate();
    }
  }

  /** All rows; the statement bounds how many. */
  public <T> List<T> list(String statement, Row.Reader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement prepared = prepare(statement, parameters);
        ResultSet result = prepared.executeQuery()) {
      List<T> rows = new ArrayList<>();
      Row row = new Row(result);
      while (result.next()) {
        rows.add(reader.read(row));
      }
      return rows;
    }
  }

  public <T> Optional<T> first(String statement, Row.Reader<T> reader, Object... parameters)
      throws SQLException {
    return list(statement, reader, parameters).stream().findFirst();
  }

  private PreparedStatement prepare(String statement, Object[] parameters) throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement);
    try {
      for (int i = 0; i < parameters.length; i++) {
        bind(prepared, i + 1, parameters[i]);
      }
      return prepared;
    } catch (SQLException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  private void bind(PreparedStatement prepared, int index, Object value) throws SQLException {
    if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        bind(prepared, index, optional.get());
      } else {
        prepared.setNull(index, Types.NULL);
      }
    } else if (value instanceof Many many) {
      prepared.setArray(index, connection.createArrayOf(many.type(), many.plain()));
    } else {
      Object plain = plain(value);
      if (plain instanceof byte[] bytes) {
        prepared.setBytes(index, bytes);
      } else {
        prepared.setObject(index, plain);
      }
    }
  }

  private static Object plain(Object value) {
    if (value instanceof ChunkId id) {
      return id.bytes();
    } else if (value instanceof NodeId id) {
      return uuid(id);
    } else if (value instanceof Sha256 hash) {
      return hash.bytes();
    } else if (value instanceof ContentRoot root) {
      return root.bytes();
    } else if (value instanceof FileId id) {
      return id.text();
    } else if (value instanceof Generation generation) {
      return generation.value();
    } else if (value instanceof Duration duration) {
      return micros(duration);
    } else if (value instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    }
    return value;
  }

  /** Microseconds, PostgreSQL's resolution of time. */
  public static long micros(Duration duration) {
    return TimeUnit.MICROSECONDS.convert(duration);
  }

  /** A node id is 128 bits, which is what a {@code uuid} holds. */
  public static UUID uuid(NodeId id) {
    return new UUID(
        Long.parseUnsignedLong(id.hex(), 0, 16, 16), Long.parseUnsignedLong(id.hex(), 16, 32, 16));
  }

  public static NodeId nodeId(UUID uuid) {
    return new NodeId(
        String.format("%016x%016x", uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()));
  }
}
