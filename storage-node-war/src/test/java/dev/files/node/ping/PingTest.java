package dev.files.node.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.FrontUnderTest;
import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.client.HttpPoolSettings;
import dev.files.protocol.http.NodeHeaders;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.WorkerOrder;
import dev.files.protocol.messages.WorkerReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PingTest {
  private static final Ping PING =
      new Ping("0".repeat(32), "i", "u", "p", "h", "z", 1, 0, 0, "v", List.of());

  @TempDir Path data;

  private static StoredChunk put(NodeUnderTest node, byte[] bytes) throws IOException {
    return node.disk()
        .store(
            Optional.empty(),
            OptionalLong.of(bytes.length),
            Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  @Test
  void saysWhoItIsAndWhatItHolds() throws Exception {
    String id;
    String instance;
    try (NodeUnderTest node = new NodeUnderTest(data, NodeUnderTest.LIMITS)) {
      Ping ping = node.front().nextPing();
      assertThat(node.front().firstToken()).isEqualTo("Bearer " + NodeUnderTest.SECRET);
      assertThat(ping.id()).isEqualTo(node.node().id().hex());
      assertThat(ping.url()).isEqualTo("http://node.invalid:1");
      assertThat(ping.publicUrl()).isEqualTo("http://public.invalid:2");
      assertThat(ping.host()).isEqualTo("host");
      assertThat(ping.zone()).isEqualTo("zone");
      assertThat(ping.version()).isEqualTo("1.2.3");
      assertThat(ping.capacityBytes()).isPositive();
      assertThat(ping.usedBytes()).isZero();
      assertThat(ping.writableBytes()).isBetween(1L, ping.capacityBytes());
      assertThat(ping.state()).isEqualTo("well");
      assertThat(ping.directory()).isEqualTo(node.node().directory().hex());
      assertThat(ping.protocol()).isEqualTo(NodeHeaders.CURRENT);
      put(node, new byte[100_000]);
      node.front().forgetPings();
      node.front().nextPing();
      assertThat(node.front().nextPing().usedBytes()).isGreaterThanOrEqualTo(100_000);
      id = ping.id();
      instance = ping.instance();
    }
    try (NodeUnderTest again = new NodeUnderTest(data, NodeUnderTest.LIMITS)) {
      Ping ping = again.front().nextPing();
      assertThat(ping.id()).isEqualTo(id);
      assertThat(ping.instance()).isNotEqualTo(instance);
    }
  }

  @Test
  void remembersTheMostPingsThatWereRecordedOverARestart() throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(data, NodeUnderTest.LIMITS)) {
      assertThat(node.front().nextPing().pings()).isZero();
      node.front().countPings(41);
      node.front().forgetPings();
      node.front().nextPing();
      assertThat(node.front().nextPing().pings()).isEqualTo(41);
      node.front().countPings(7);
      node.front().forgetPings();
      node.front().nextPing();
      node.front().nextPing();
      assertThat(node.front().nextPing().pings()).isEqualTo(41);
    }
    try (NodeUnderTest again = new NodeUnderTest(data, NodeUnderTest.LIMITS)) {
      assertThat(again.front().nextPing().pings()).isEqualTo(41);
    }
    Files.writeString(data.resolve("ping-count"), "many");
    assertThatThrownBy(() -> new PingCount(data)).hasMessageContaining("ping-count");
  }

  @Test
  void pausesItsUpkeepWhenAFrontSaysSo() throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(data, NodeUnderTest.LIMITS)) {
      FrontUnderTest front = node.front();
      assertThat(front.nextPing().workers())
          .extracting(WorkerReport::name)
          .containsAll(WorkerOrder.NAMES);
      assertThat(paused(front)).isEmpty();
      front.order(new WorkerOrder("scrub", true, 0.5), new WorkerOrder("compaction", false, 0.1));
      assertThat(paused(front)).containsExactly("scrub");
      front.order();
      assertThat(paused(front)).isEmpty();
    }
  }

  /** As of a ping that was made after the answer to another. */
  private static List<String> paused(FrontUnderTest front) throws InterruptedException {
    front.forgetPings();
    front.nextPing();
    front.nextPing();
    return front.nextPing().workers().stream()
        .filter(WorkerReport::paused)
        .map(WorkerReport::name)
        .toList();
  }

  @Test
  void tellsOfRotUntilTheChunkIsGoneOrStoredAnew() throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(data, NodeUnderTest.LIMITS)) {
      byte[] bytes = new byte[100_000];
      StoredChunk stored = put(node, bytes);
      ChunkId id = stored.id();
      node.damage(id, 5);
      assertThat(node.disk().keep(id)).isEmpty();
      node.front().forgetPings();
      node.front().nextPing();
      assertThat(node.front().nextPing().corrupt()).containsExactly(id.toString());
      assertThat(node.front().nextPing().corrupt()).containsExactly(id.toString());
      put(node, bytes);
      node.front().forgetPings();
      node.front().nextPing();
      assertThat(node.front().nextPing().corrupt()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 410})
  void saysNothingOfItsChunksWhileItsIdIsTakenOrRetired(int refusal) throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(data, NodeUnderTest.LIMITS)) {
      put(node, new byte[10]);
      node.front().answerPingsWith(refusal);
      node.front().forgetPings();
      node.front().nextPing();
      node.front().nextPing();
      assertThatThrownBy(() -> node.http().list(Optional.empty(), 10))
          .isInstanceOfSatisfying(
              FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
      node.front().answerPingsWith(200);
      node.front().forgetPings();
      node.front().nextPing();
      node.front().nextPing();
      assertThat(node.http().list(Optional.empty(), 10)).hasSize(1);
    }
  }

  @Test
  void servesOnWhenFrontsFail() throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(data, NodeUnderTest.LIMITS)) {
      node.front().answerPingsWith(500);
      node.front().forgetPings();
      node.front().nextPing();
      node.front().nextPing();
      assertThat(node.http().list(Optional.empty(), 10)).isEmpty();
    }
  }

  @Test
  void turnsToTheNextFrontAndStaysThere() throws Exception {
    try (FrontUnderTest first = new FrontUnderTest();
        FrontUnderTest second = new FrontUnderTest();
        HttpPool pool = new HttpPool(HttpPoolSettings.of("test"), NodeUnderTest.SECRETS)) {
      Fronts fronts =
          new Fronts(pool, List.of(URI.create("http://127.0.0.1:1"), first.url(), second.url()));
      PingLoop loop = new PingLoop(fronts, () -> PING, answer -> {});
      assertThat(loop.hasPinged()).isFalse();
      assertThat(loop.step()).hasSeconds(1);
      assertThat(loop.hasPinged()).isTrue();
      first.nextPing();
      loop.step();
      first.nextPing();
      first.stop();
      loop.step();
      second.nextPing();
    }
  }

  @Test
  void isNotRegisteredBeforeItHasTheEpoch() throws IOException {
    try (FrontUnderTest front = new FrontUnderTest();
        HttpPool pool = new HttpPool(HttpPoolSettings.of("test"), NodeUnderTest.SECRETS)) {
      AtomicReference<PingLoop> itself = new AtomicReference<>();
      List<Boolean> before = new ArrayList<>();
      PingLoop loop =
          new PingLoop(
              new Fronts(pool, List.of(front.url())),
              () -> PING,
              answer -> before.add(itself.get().isRegistered()));
      itself.set(loop);
      loop.step();
      assertThat(before).containsExactly(false);
      assertThat(loop.isRegistered()).isTrue();
    }
  }

  @Test
  void outlivesEveryError() {
    try (HttpPool pool = new HttpPool(HttpPoolSettings.of("test"), NodeUnderTest.SECRETS)) {
      Fronts fronts = new Fronts(pool, List.of(URI.create("http://127.0.0.1:1")));
      PingLoop loop =
          new PingLoop(
              fronts,
              () -> {
                throw new AssertionError("the store broke");
              },
              answer -> {});
      assertThat(loop.step()).hasSeconds(1);
      assertThat(new PingLoop(fronts, () -> PING, answer -> {}).step()).hasSeconds(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
