package dev.files.collection;

import dev.files.database.Database;
import dev.files.metadata.CopyNames;
import dev.files.workers.Chore;
import java.time.Duration;

/** Removes what the rows say of nodes that are gone for good. The node's own row stays. */
public final class RetiredNodes implements Chore {
  private static final String REST =
      """
      WITH gone AS (SELECT id FROM node WHERE retired IS NOT NULL),
        o AS (DELETE FROM orphan WHERE node_id IN (SELECT id FROM gone)),
        i AS (DELETE FROM inventory WHERE node_id IN (SELECT id FROM gone))
      DELETE FROM node_start WHERE node_id IN (SELECT id FROM gone)
      """;

  private final Database database;
  private final CopyNames names;
  private final Duration interval;

  RetiredNodes(Database database, CopyNames names, Duration interval) {
    this.database = database;
    this.names = names;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "retired nodes";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    int copies = names.forgetRetired();
    return copies > 0 ? copies : database.single(sql -> sql.update(REST));
  }
}
