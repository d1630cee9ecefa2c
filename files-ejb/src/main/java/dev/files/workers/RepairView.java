package dev.files.workers;

/** What operators ask of repair. */
public interface RepairView {
  /** As the rows are now; costs no more when there are millions. */
  RepairBacklog backlog();
}
