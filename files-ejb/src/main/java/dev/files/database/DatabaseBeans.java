package dev.files.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The database of the container. */
@ApplicationScoped
class DatabaseBeans {
  @Resource(lookup = "java:jboss/datasources/FilesDS")
  DataSource source;

  @Produces
  @Singleton
  Database database() {
    return new Database(source);
  }
}
