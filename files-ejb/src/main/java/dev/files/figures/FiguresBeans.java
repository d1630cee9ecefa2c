package dev.files.figures;

import dev.files.database.Database;
import dev.files.nodes.History;
import dev.files.nodes.NodeControl;
import dev.files.replication.ReplicaRepair;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.Work;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What this package gives to the others. */
@ApplicationScoped
class FiguresBeans {
  @Produces
  @Singleton
  FrontFigures figures(
      Database database,
      NodeControl nodes,
      History history,
      NodeCalls calls,
      ReplicaRepair repair) {
    return new CountedFigures(
        database,
        nodes::fills,
        () -> history.ranBack().isPresent(),
        () ->
            new OwnFigures(
                repair.repairedChunks(),
                repair.repairedCopies(),
                calls.hedges(Work.WRITE),
                calls.hedges(Work.READ),
                calls.passedOver(),
                calls.suspects(),
                database.calls()),
        System::nanoTime);
  }
}
