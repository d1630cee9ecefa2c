package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WildFly's admin console is there, for who was made its user and nobody else. */
@ExtendWith(SharedCluster.class)
class AdminConsoleIT {
  private static final String STATE = "/management?operation=attribute&name=server-state";

  @Test
  void opensForItsUser(Cluster cluster) throws IOException {
    cluster.addOperator("operator", "a password of the tests");
    URI management = cluster.management();
    assertThat(get(management.resolve("/console/index.html"), null).getResponseCode())
        .isEqualTo(200);
    HttpURLConnection asked = get(management.resolve(STATE), "a password of the tests");
    assertThat(asked.getResponseCode()).isEqualTo(200);
    assertThat(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("running");
  }

  @Test
  void staysShutForOthers(Cluster cluster) throws IOException {
    assertThat(get(cluster.management().resolve(STATE), null).getResponseCode()).isEqualTo(401);
    assertThat(get(cluster.management().resolve(STATE), "a guess").getResponseCode())
        .isEqualTo(401);
  }

  /** Who may read the server's files needs no password for that. */
  @Test
  void showsWhatTheServersCount(Cluster cluster) throws IOException {
    cluster.client().upload("counted", new byte[] {1});
    assertThat(
            cluster.jbossCli(
                9900,
                "/subsystem=undertow/server=default-server/http-listener=default:read-attribute(name=request-count)",
                "/subsystem=datasources/data-source=FilesDS/statistics=pool:read-attribute(name=InUseCount)",
                "/subsystem=datasources/data-source=FilesDS/statistics=pool:read-attribute(name=CreatedCount)",
                "/subsystem=transactions:read-attribute(name=number-of-committed-transactions)"))
        .doesNotContain("failed")
        .containsPattern(
            "(?s)\"result\" => [1-9][0-9]*L.*\"result\" => [0-9]+.*"
                + "\"result\" => [1-9][0-9]*.*\"result\" => [1-9][0-9]*L");
    assertThat(
            cluster.jbossCli(
                5471,
                "/subsystem=messaging-activemq/server=default:read-attribute(name=statistics-enabled)",
                "/subsystem=messaging-activemq/server=default/jms-queue=files.replication:read-attribute(name=messages-added)"))
        .containsPattern("(?s)\"result\" => true.*\"result\" => [0-9]+L");
  }

  private static HttpURLConnection get(URI uri, String password) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (password != null) {
      connection.setAuthenticator(
          new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              // Asked again after a refusal: then there is no better one.
              return getRequestingScheme().equalsIgnoreCase("digest") && tries++ == 0
                  ? new PasswordAuthentication("operator", password.toCharArray())
                  : null;
            }

            private int tries;
          });
    }
    return connection;
  }
}
