package dev.files.web;

import dev.files.protocol.ChunkId;
import dev.files.workers.DeadLetters;
import dev.files.workers.RepairBacklog;
import dev.files.workers.RepairView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A backlog that stays, and letters that are there until they are moved. */
final class MemoryRepairs implements RepairView, DeadLetters {
  private final List<Letter> letters =
      new ArrayList<>(List.of(new Letter("2 x", MemoryFiles.UPLOADED, "It is not a hint.")));

  @Override
  public RepairBacklog backlog() {
    return new RepairBacklog(
        List.of(
            new RepairBacklog.Level(0, 2, 1, 1),
            new RepairBacklog.Level(1, RepairBacklog.MOST_COUNTED, 7, 0)),
        Optional.of(MemoryFiles.UPLOADED),
        List.of(
            new RepairBacklog.Failed(
                ChunkId.parse("a".repeat(64)).orElseThrow(),
                0,
                3,
                MemoryFiles.UPLOADED,
                "no node is left")));
  }

  @Override
  public List<Letter> first() {
    return List.copyOf(letters);
  }

  @Override
  public int redrive() {
    int moved = letters.size();
    letters.clear();
    return moved;
  }
}
