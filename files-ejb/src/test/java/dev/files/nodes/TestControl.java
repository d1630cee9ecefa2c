package dev.files.nodes;

import dev.files.protocol.config.Settings;
import dev.files.settings.FrontSettings;
import java.util.Map;

/** Orders to nodes on the test database. */
public final class TestControl {
  private TestControl() {}

  /** With the settings that a front has by default. */
  @SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject them
  public static NodeControl control() {
    Nodes nodes = new Nodes();
    nodes.records = new NodesInTransactions();
    nodes.settings = FrontSettings.from(new Settings(Map.of()));
    return nodes;
  }
}
