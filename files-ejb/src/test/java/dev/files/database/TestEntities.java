package dev.files.database;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.SessionFactory;

/**
 * The persistence unit that is deployed, on the test database. Hibernate compares its entities with
 * the schema when it is made, as it does in the server.
 */
public final class TestEntities {
  private static final class Made {
    static final EntityManagerFactory FACTORY =
        Persistence.createEntityManagerFactory(
            "files",
            Map.of(
                "jakarta.persistence.transactionType",
                "RESOURCE_LOCAL",
                "hibernate.generate_statistics",
                "true",
                "jakarta.persistence.jtaDataSource",
                TestDatabase.asItIs().source(),
                "jakarta.persistence.nonJtaDataSource",
                TestDatabase.asItIs().source()));
  }

  private TestEntities() {}

  /** Statements that were prepared so far. */
  public static long statements() {
    return Made.FACTORY.unwrap(SessionFactory.class).getStatistics().getPrepareStatementCount();
  }

  /** Runs work in a transaction, as the container does for a bean. */
  public static <T> T within(Function<EntityManager, T> work) {
    try (EntityManager entities = Made.FACTORY.createEntityManager()) {
      entities.getTransaction().begin();
      try {
        T result = work.apply(entities);
        entities.getTransaction().commit();
        return result;
      } finally {
        if (entities.getTransaction().isActive()) {
          entities.getTransaction().rollback();
        }
      }
    }
  }
}
