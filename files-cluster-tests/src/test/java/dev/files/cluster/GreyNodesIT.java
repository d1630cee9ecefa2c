package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.cluster.SteadyLoad.Kind;
import dev.files.cluster.SteadyLoad.Stretch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that is neither well nor dead is felt by nobody for long. */
class GreyNodesIT {
  private static final int OFFSET = 20_000;
  private static final int FIFTH_NODE = 8134 + OFFSET;
  private static final long MIB = 1 << 20;
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LENGTH = Duration.ofSeconds(6);

  /**
   * Three times less is the noise of a machine with two cores, eight servers and the clients: one
   * pause of a collector, or one flush of the disk, in a hundred requests.
   */
  private static final Duration LEAST_P99_SMALL = Duration.ofMillis(300);

  private static final Duration LEAST_P99_LARGE = Duration.ofMillis(900);

  @Test
  void aNodeThatStopsOrCrawlsIsPassedOver() throws IOException {
    try (SlowLink link = SlowLink.to(FIFTH_NODE);
        Cluster cluster = Cluster.start(Cluster.Plan.named("grey", OFFSET).nodes(4))) {
      Cluster.Server crawling = cluster.addNodeBehind(link.url());
      assertThat(URI.create(crawling.url()).getPort()).isEqualTo(FIFTH_NODE);
      SteadyLoad load = new SteadyLoad(cluster.client());
      Stretch healthy;
      Stretch stopped;
      Stretch crawls;
      try (load) {
        healthy = load.watch(Duration.ofSeconds(2), LENGTH);
        cluster.signal("node-2", "STOP");
        try {
          stopped = load.watch(FIRST, LENGTH);
        } finally {
          cluster.signal("node-2", "CONT");
        }
        load.watch(Duration.ofSeconds(2), Duration.ZERO);
        link.limit(MIB);
        crawls = load.watch(FIRST, LENGTH);
        link.limit(Long.MAX_VALUE);
      }
      String report =
          String.format(
              "healthy%n%sone node stopped%n%sone node at 1 MiB/s%n%s",
              load.table(healthy), load.table(stopped), load.table(crawls));
      Files.writeString(cluster.data().resolve("report"), report);
      assertThat(load.failures()).as(report).isEmpty();
      Map<Kind, Duration> before = load.p99(healthy);
      assertNoSlower(load.p99(stopped), before);
      assertNoSlower(load.p99(crawls), before);
    }
  }

  private static void assertNoSlower(Map<Kind, Duration> now, Map<Kind, Duration> before) {
    for (Kind kind : Kind.values()) {
      Duration least =
          kind == Kind.SMALL_READ || kind == Kind.SMALL_WRITE ? LEAST_P99_SMALL : LEAST_P99_LARGE;
      Duration three = before.get(kind).multipliedBy(3);
      assertThat(now.get(kind))
          .as("p99 of %s", kind)
          .isLessThan(three.compareTo(least) > 0 ? three : least);
    }
  }
}
