package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.client.Addressee;
import dev.files.protocol.client.HttpChunkStore;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.http.NodeHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who answers at a URL has changed: every call that was meant for another does nothing and counts
 * for nothing.
 */
class IdentityTest extends NodeTest {
  private static final byte[] OLD = bytes(100_000, 1);
  private static final byte[] NEW = bytes(70_000, 2);

  /** One of the calls that a node has. */
  interface Ask {
    Object of(HttpChunkStore store, StoredChunk there) throws IOException;
  }

  record Named(String name, Ask ask) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> everyCall() {
    return Stream.of(
        new Named("store", (store, there) -> put(store, NEW)),
        new Named("keep", (store, there) -> store.keep(there.id())),
        new Named("find", (store, there) -> store.find(there.id())),
        new Named(
            "read",
            (store, there) -> {
              store.read(there.id(), ByteRange.all(there.size()), bytes -> {});
              return true;
            }),
        new Named("delete", (store, there) -> store.delete(there.id(), there.generation())),
        new Named("list", (store, there) -> store.list(Optional.empty(), 10)),
        new Named(
            "copy",
            (store, there) ->
                store.copy(
                    new ChunkId(Sha256.of(NEW)), java.net.URI.create("http://127.0.0.1:1"))));
  }

  private static StoredChunk put(HttpChunkStore store, byte[] bytes) throws IOException {
    return store.store(
        Optional.empty(),
        OptionalLong.of(bytes.length),
        Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  private HttpChunkStore meant(NodeId id, DirectoryId directory) {
    return new HttpChunkStore(
        node.pool(),
        node.url(),
        new Addressee(Optional.of(id), Optional.of(directory), NodeHeaders.NAMED));
  }

  private HttpChunkStore meantForItself() {
    return meant(node.node().id(), node.node().directory());
  }

  private void assertNothingDone(StoredChunk there) throws IOException {
    assertThat(node.disk().list(Optional.empty(), 10))
        .isEqualTo(List.of(new ChunkInfo(there.id(), there.size(), there.generation())));
  }

  private void again() throws IOException {
    node.close();
    start();
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void doesNothingForCallsThatAreMeantForAnotherNode(Named call) throws IOException {
    StoredChunk there = put(node, OLD);
    HttpChunkStore stale = meant(new NodeId("0".repeat(32)), node.node().directory());
    assertThatThrownBy(() -> call.ask().of(stale, there)).isInstanceOf(IOException.class);
    assertNothingDone(there);
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void doesNothingForTheNodeThatWasHereBeforeItsDirectoryWasEmptied(Named call) throws IOException {
    put(node, OLD);
    NodeId id = node.node().id();
    DirectoryId directory = node.node().directory();
    node.close();
    deleteTree(data.resolve("node"));
    start();
    StoredChunk there = put(node, OLD);
    assertThatThrownBy(() -> call.ask().of(meant(id, directory), there))
        .isInstanceOf(IOException.class);
    assertNothingDone(there);
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void doesNothingForItselfWithTheChunksThatItHadBefore(Named call) throws IOException {
    NodeId id = node.node().id();
    DirectoryId lost = node.node().directory();
    put(node, OLD);
    node.close();
    deleteTree(data.resolve("node/chunks"));
    start();
    assertThat(node.node().id()).isEqualTo(id);
    StoredChunk there = put(node, OLD);
    assertThatThrownBy(() -> call.ask().of(meant(id, lost), there)).isInstanceOf(IOException.class);
    assertNothingDone(there);
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void saysNothingWhenAnotherProcessIsTheNodeWithItsId(Named call) throws Exception {
    StoredChunk there = put(node, OLD);
    node.front().answerPingsWith(409);
    node.front().forgetPings();
    node.front().nextPing();
    node.front().nextPing();
    assertThatThrownBy(() -> call.ask().of(meantForItself(), there))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    assertNothingDone(there);
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void answersCallsThatAreMeantForIt(Named call) throws IOException {
    StoredChunk there = put(node, OLD);
    put(node, NEW);
    node.front().list(java.net.URI.create("http://127.0.0.1:1"));
    assertThat(call.ask().of(meantForItself(), there)).isNotNull();
  }

  @Test
  void aPlainRestartChangesNothing() throws IOException {
    StoredChunk there = put(node, OLD);
    NodeId id = node.node().id();
    DirectoryId directory = node.node().directory();
    again();
    assertThat(meant(id, directory).keep(there.id())).isPresent();
  }

  @Test
  void aDiskThatWasSetBackGivesNoGenerationTwice() throws Exception {
    node.front().giveEpoch(1);
    awaitEpoch(1);
    Path backup = data.resolve("backup");
    put(node, bytes(10, 3));
    node.close();
    copyTree(data.resolve("node"), backup);
    start();
    node.front().giveEpoch(2);
    awaitEpoch(2);
    StoredChunk lost = put(node, OLD);
    node.close();
    deleteTree(data.resolve("node"));
    copyTree(backup, data.resolve("node"));
    start();
    node.front().giveEpoch(3);
    awaitEpoch(3);
    assertThat(meantForItself().keep(lost.id())).isEmpty();
    StoredChunk newer = put(meantForItself(), OLD);
    assertThat(newer.generation()).isGreaterThan(lost.generation());
    // A deletion that is late by a life of the disk.
    assertThat(meantForItself().delete(lost.id(), lost.generation()))
        .map(ChunkInfo::generation)
        .contains(newer.generation());
  }

  private void awaitEpoch(long epoch) throws InterruptedException, IOException {
    node.front().forgetPings();
    node.front().nextPing();
    node.front().nextPing();
    assertThat(put(node, bytes(20, epoch)).generation().epoch()).isEqualTo(epoch);
  }

  @Test
  void goesOnCountingUnderAFrontThatGivesNoEpochs() throws Exception {
    node.front().giveEpoch(7);
    awaitEpoch(7);
    again();
    assertThat(put(node, NEW).generation()).isGreaterThan(Generation.floorOf(7));
  }

  @Test
  void servesNothingBeforeAFrontHasAcceptedIt() throws IOException {
    try (NodeUnderTest refused = NodeUnderTest.refused(data.resolve("refused"), 503)) {
      assertThatThrownBy(() -> refused.http().list(Optional.empty(), 1))
          .isInstanceOfSatisfying(
              FilesException.class,
              e -> {
                assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
                assertThat(e.retryAfter()).isPresent();
              });
      assertThat(RawHttp.send(refused, "GET", "/chunk", RawHttp.TOKEN).headers())
          .containsEntry("retry-after", "1");
    }
  }

  @Test
  void everyAnswerNamesItself() throws IOException {
    String other = NodeHeaders.NODE + ": " + "0".repeat(32) + "\r\n";
    for (RawHttp.Answer answer :
        List.of(
            RawHttp.send(node, "GET", "/chunk", RawHttp.TOKEN),
            RawHttp.send(node, "GET", "/chunk", ""),
            RawHttp.send(node, "GET", "/chunk", RawHttp.TOKEN + other),
            RawHttp.send(node, "HEAD", "/chunk/" + "0".repeat(64), RawHttp.TOKEN))) {
      assertThat(answer.headers())
          .containsEntry("files-node", node.node().id().hex())
          .containsEntry("files-directory", node.node().directory().hex())
          .containsEntry("files-protocol", "2");
    }
    assertProblem(
        RawHttp.send(node, "GET", "/chunk", RawHttp.TOKEN + other), ProblemType.MISDIRECTED);
  }

  @Test
  void whoeverSpeaksOfNamesMustNameTheNode() throws IOException {
    for (String spoken : List.of("2", "3", "two", "")) {
      assertProblem(
          RawHttp.send(
              node, "GET", "/chunk", RawHttp.TOKEN + NodeHeaders.PROTOCOL + ": " + spoken + "\r\n"),
          ProblemType.BAD_REQUEST);
    }
  }
}
