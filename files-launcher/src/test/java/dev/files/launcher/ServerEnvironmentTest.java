package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerEnvironmentTest {
  @TempDir Path temporary;

  @Test
  void passesTheCallersSettingsOn() {
    assertThat(environment(Map.of("FILES_COLLECT_SECONDS", "1"), 3).of(Role.FRONT, 1))
        .containsEntry("FILES_COLLECT_SECONDS", "1")
        .doesNotContainKey("FILES_REPLICAS");
  }

  @Test
  void keepsOneCopyOnOneNodeUnlessToldOtherwise() {
    assertThat(environment(Map.of(), 1).of(Role.FRONT, 1))
        .containsEntry("FILES_REPLICAS", "1")
        .containsEntry("FILES_WRITE_QUORUM", "1");
    assertThat(environment(Map.of("FILES_REPLICAS", "2"), 1).of(Role.FRONT, 1))
        .containsEntry("FILES_REPLICAS", "2");
  }

  @Test
  void tellsNodesAboutEveryFront() {
    assertThat(environment(Map.of(), 3).of(Role.NODE, 2))
        .containsEntry("FILES_FRONT_URLS", "http://127.0.0.1:9080,http://127.0.0.1:9081")
        .containsEntry("FILES_NODE_URL", "http://127.0.0.1:9131")
        .containsEntry("FILES_HTTP_PORT", "9131")
        .doesNotContainKey("FILES_DB_PASSWORD")
        .doesNotContainKey("FILES_ADMIN_TOKEN_FILE");
  }

  @Test
  void leavesTheUrlOfANodeThatIsBehindAProxyAlone() {
    assertThat(environment(Map.of("FILES_NODE_URL", "http://127.0.0.1:7"), 3).of(Role.NODE, 2))
        .containsEntry("FILES_NODE_URL", "http://127.0.0.1:7")
        .containsEntry("FILES_HTTP_PORT", "9131");
  }

  @Test
  void leavesASecretThatIsGivenAlone() {
    assertThat(environment(Map.of("FILES_SECRET", "given"), 3).of(Role.NODE, 1))
        .containsEntry("FILES_SECRET", "given")
        .doesNotContainKey("FILES_SECRET_FILE");
    assertThat(environment(Map.of(), 3).of(Role.NODE, 1))
        .containsEntry("FILES_SECRET_FILE", temporary.resolve("secret").toString());
  }

  @Test
  void takesRelativePathsFromWhereTheCallerIs() {
    assertThat(environment(Map.of("FILES_SECRET_FILE", "./here"), 3).of(Role.NODE, 1))
        .containsEntry("FILES_SECRET_FILE", Path.of("./here").toAbsolutePath().toString());
  }

  @Test
  void closesThePlainPortWhenThereIsAKey() {
    assertThat(environment(Map.of("FILES_KEY_STORE", "/keys.p12"), 3).of(Role.FRONT, 1))
        .containsEntry("FILES_HTTPS_PORT", "9080")
        .containsEntry("FILES_PLAIN_HTTP", "false")
        .doesNotContainKey("FILES_HTTP_PORT");
    assertThat(environment(Map.of("FILES_KEY_STORE", "/keys.p12"), 3).of(Role.NODE, 1))
        .containsEntry("FILES_FRONT_URLS", "https://127.0.0.1:9080,https://127.0.0.1:9081");
  }

  @Test
  void sendsClientsOfAnOpenClusterToThisMachineAndKeepsTheBrokerToItself() {
    ServerEnvironment open =
        environment(
            Map.of("FILES_BIND_ADDRESS", "0.0.0.0", "FILES_PUBLIC_URL", "http://files.example:80"),
            3);
    assertThat(open.of(Role.NODE, 2))
        .containsEntry("FILES_BIND_ADDRESS", "0.0.0.0")
        .containsEntry("FILES_NODE_URL", "http://127.0.0.1:9131")
        .containsEntry("FILES_NODE_PUBLIC_URL", "http://files.example:9131");
    assertThat(open.of(Role.BROKER, 1)).containsEntry("FILES_BIND_ADDRESS", "127.0.0.1");
    assertThat(open.of(Role.FRONT, 1)).containsEntry("FILES_BROKER_HOST", "127.0.0.1");
    assertThat(environment(Map.of("FILES_BIND_ADDRESS", "0.0.0.0"), 3).of(Role.NODE, 1))
        .extractingByKey("FILES_NODE_PUBLIC_URL")
        .isNotEqualTo("http://127.0.0.1:9130");
    assertThat(environment(Map.of(), 3).of(Role.NODE, 1))
        .doesNotContainKey("FILES_NODE_PUBLIC_URL");
  }

  @Test
  void tellsTheBalancerItsFronts() {
    ServerEnvironment balanced =
        new ServerEnvironment(new ClusterDir(temporary), new Ports(1000, true), Map.of(), 2, 3);
    assertThat(balanced.of(Role.BALANCER, 1))
        .containsEntry("FILES_HTTP_PORT", "9080")
        .containsEntry("FILES_FRONT_URLS", "http://127.0.0.1:9081,http://127.0.0.1:9082")
        .doesNotContainKey("FILES_SECRET_FILE");
    assertThat(balanced.of(Role.NODE, 1))
        .containsEntry("FILES_FRONT_URLS", "http://127.0.0.1:9081,http://127.0.0.1:9082");
  }

  @Test
  void letsServersLogOnlyWhereTheLogIsBounded() {
    assertThat(environment(Map.of(), 3).of(Role.NODE, 1))
        .containsEntry("FILES_CONSOLE_LEVEL", "OFF");
  }

  private ServerEnvironment environment(Map<String, String> caller, int nodes) {
    return new ServerEnvironment(
        new ClusterDir(temporary), new Ports(1000, false), caller, 2, nodes);
  }
}
