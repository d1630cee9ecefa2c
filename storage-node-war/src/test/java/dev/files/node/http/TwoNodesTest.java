package dev.files.node.http;

import dev.files.node.NodeUnderTest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A node that knows another, for each test. */
abstract class TwoNodesTest extends NodeTest {
  NodeUnderTest other;

  @BeforeEach
  void startOther() throws IOException {
    other = new NodeUnderTest(data.resolve("other"), NodeUnderTest.LIMITS);
    node.front().list(other.url());
  }

  @AfterEach
  void stopOther() throws IOException {
    other.close();
  }
}
