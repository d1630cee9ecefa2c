package dev.files.node.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdentityTest {
  @TempDir Path directory;

  @Test
  void isMadeOnce() throws IOException {
    Path data = directory.resolve("a/b");
    NodeId made = NodeIdentity.of(data, new SecureRandom());
    assertThat(Files.readString(data.resolve("node-id"))).isEqualTo(made.hex() + "\n");
    assertThat(NodeIdentity.of(data, new SecureRandom())).isEqualTo(made);
    assertThat(NodeIdentity.of(directory, new SecureRandom())).isNotEqualTo(made);
  }

  @Test
  void isMadeAnewWhenAnEarlierStartDidNotFinish() throws IOException {
    Files.writeString(directory.resolve("node-id.new"), "012");
    NodeId made = NodeIdentity.of(directory, new SecureRandom());
    assertThat(NodeIdentity.of(directory, new SecureRandom())).isEqualTo(made);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0123456789abcdef0123456789abcdeF"})
  void isNeverGuessed(String text) throws IOException {
    Files.writeString(directory.resolve("node-id"), text);
    assertThatThrownBy(() -> NodeIdentity.of(directory, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("node-id");
  }
}
