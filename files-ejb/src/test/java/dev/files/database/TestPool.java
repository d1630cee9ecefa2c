package dev.files.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Lends connections again that were closed, as the pool of a server does. */
final class TestPool {
  private final PGSimpleDataSource source;
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  TestPool(PGSimpleDataSource source) {
    this.source = source;
  }

  DataSource dataSource() {
    return (DataSource)
        Proxy.newProxyInstance(
            TestPool.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) ->
                method.getName().equals("getConnection")
                    ? lend()
                    : call(source, method, arguments));
  }

  private Connection lend() throws SQLException {
    Connection taken = idle.poll();
    Connection connection = taken != null ? taken : source.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            TestPool.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                giveBack(connection);
                return null;
              }
              return call(connection, method, arguments);
            });
  }

  private void giveBack(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      idle.push(connection);
    }
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
