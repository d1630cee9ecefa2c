package dev.files.web.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.http.BodySource;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.web.multipart.MultipartBody.Found;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultipartBodyTest {
  private static final String BOUNDARY = "----WebKitFormBoundaryX1";

  /** Content that begins like the boundary again and again. */
  private static final String TRICKY =
      "\r\n\r\n--\r\n------WebKitFormBoundary\r\n------WebKitFormBoundaryX\r\r\n-";

  private static final byte[] BODY =
      bytes(
          "preamble\r\n--"
              + BOUNDARY
              + "\r\nContent-Disposition: form-data; name=\"expires\"\r\n\r\nP7D\r\n--"
              + BOUNDARY
              + "  \t\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
              + "Content-Type: text/plain\r\n\r\n"
              + TRICKY
              + "\r\n--"
              + BOUNDARY
              + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"empty\"\r\n\r\n\r\n--"
              + BOUNDARY
              + "--\r\nepilogue");

  @Test
  void findsThePartsHoweverTheBytesArrive() throws IOException {
    for (int split = 0; split <= BODY.length; split++) {
      assertParts(new Trickle(BODY, List.of(split, BODY.length)), 64, "split at " + split);
    }
    for (int step = 1; step <= 80; step++) {
      List<Integer> stops = new ArrayList<>();
      for (int at = step; at < BODY.length; at += step) {
        stops.add(at);
      }
      stops.add(BODY.length);
      assertParts(new Trickle(BODY, stops), 64, "steps of " + step);
    }
  }

  @Test
  void findsThePartsWhateverTheReadersBuffer() throws IOException {
    for (int size = 1; size <= 200; size++) {
      assertParts(new Trickle(BODY, List.of(BODY.length)), size, "buffer of " + size);
    }
  }

  @Test
  void keepsLargeContentByteForByte() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] content = new byte[1_000_000];
    random.nextBytes(content);
    // Line ends and hyphens are more frequent than chance would have them.
    for (int i = 0; i < 20_000; i++) {
      byte[] piece = bytes("\r\n--" + BOUNDARY);
      int length = 1 + random.nextInt(piece.length - 1);
      System.arraycopy(piece, 0, content, random.nextInt(content.length - length), length);
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).replace(BOUNDARY, "");
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(bytes("--" + BOUNDARY + "\r\n" + file("a") + "\r\n"));
    body.writeBytes(expected);
    body.writeBytes(bytes("\r\n--" + BOUNDARY + "--"));
    List<Integer> stops = new ArrayList<>();
    for (int at = 0; at < body.size(); at += 1 + random.nextInt(300_000)) {
      stops.add(at);
    }
    stops.add(body.size());

    MultipartBody form = new MultipartBody(new Trickle(body.toByteArray(), stops), BOUNDARY);
    assertThat(next(form)).isEqualTo(Found.PART);

    assertThat(read(form, 1 + random.nextInt(300_000))).as("seed %d", seed).isEqualTo(expected);
    assertThat(next(form)).isEqualTo(Found.END);
  }

  @Test
  void refusesABodyThatEndsTooEarly() {
    byte[] whole = bytes("--b\r\n" + file("a") + "\r\ncontent\r\n--b--");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      assertThatThrownBy(() -> readAll(new MultipartBody(new Trickle(cut, List.of()), "b")))
          .as("cut at %d", length)
          .isInstanceOfSatisfying(
              FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.BAD_REQUEST));
    }
  }

  @Test
  void refusesWhatIsNoForm() {
    assertRefused("--b\r\n\r\ncontent\r\n--b--");
    assertRefused("--b\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\n\r\n--b--");
    assertRefused("--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--");
    assertRefused("--b\r\nno colon\r\n\r\n\r\n--b--");
    assertRefused("--bX\r\n" + file("a") + "\r\n\r\n--b--");
    assertRefused("--b\r\nA: b\r\n folded\r\n" + file("a") + "\r\n\r\n--b--");
    assertRefused("--b\r\nX: " + "y".repeat(9000) + "\r\n" + file("a") + "\r\n\r\n--b--");
    assertRefused("x".repeat(200_000) + "\r\n--b\r\n" + file("a") + "\r\n\r\n--b--");
    assertRefused("--b\r\n" + file("a") + "\r\n\r\n--b--" + "x".repeat(200_000));
    assertRefused("--b\r\n" + "X: y\r\n".repeat(2) + file("a") + "\r\n\r\n--b--");
    assertRefused(("--b\r\n" + file("a") + "\r\n\r\n").repeat(1001) + "--b--");
  }

  @Test
  void takesTheBoundaryFromTheContentType() {
    assertThat(HeaderValue.boundary("multipart/form-data; boundary=abc")).isEqualTo("abc");
    assertThat(HeaderValue.boundary("Multipart/Form-Data;charset=x; Boundary=\"a b\""))
        .isEqualTo("a b");
    assertThat(HeaderValue.boundary("multipart/form-data; ;;\tboundary=a ; ;")).isEqualTo("a");
    for (String bad :
        List.of(
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"ends with space \"",
            "multipart/form-data; boundary=" + "x".repeat(71),
            "multipart/form-data; boundary=ä")) {
      assertThatThrownBy(() -> HeaderValue.boundary(bad))
          .as(bad)
          .isInstanceOfSatisfying(
              FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.BAD_REQUEST));
    }
    assertThatThrownBy(() -> HeaderValue.boundary("application/json"))
        .isInstanceOfSatisfying(
            FilesException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.UNSUPPORTED_MEDIA));
  }

  @Test
  void readsNamesAsBrowsersAndToolsWriteThem() {
    assertThat(fileName("filename=\"plain.txt\"")).hasValue("plain.txt");
    assertThat(fileName("filename=token.txt")).hasValue("token.txt");
    assertThat(fileName("filename=\"漢字 ü.txt\"")).hasValue("漢字 ü.txt");
    assertThat(fileName("filename=\"say %22hi%22.txt\"")).hasValue("say \"hi\".txt");
    assertThat(fileName("filename=\"say \\\"hi\\\".txt\"")).hasValue("say \"hi\".txt");
    assertThat(fileName("filename=\"C:\\temp\\a.txt\"")).hasValue("C:\\temp\\a.txt");
    assertThat(fileName("filename=\"100%.txt\"")).hasValue("100%.txt");
    assertThat(fileName("filename=\"a;b=c.txt\"")).hasValue("a;b=c.txt");
    assertThat(fileName("filename=\"x\"; filename*=UTF-8''%e6%bc%a2%20%25.txt"))
        .hasValue("漢 %.txt");
    assertThat(fileName("filename*=UTF-8''a%2522b.txt")).hasValue("a%22b.txt");
    assertThat(fileName("filename=\"\"")).hasValue("");
    assertThat(fileName("")).isEmpty();
    assertThatThrownBy(() -> fileName("filename*=UTF-8''%c0%af"))
        .isInstanceOf(FilesException.class);
    assertThatThrownBy(() -> fileName("filename=\"open")).isInstanceOf(FilesException.class);
  }

  private static Optional<String> fileName(String parameter) {
    return PartHeaders.parse(
            bytes("Content-Disposition: form-data; name=\"f\"; " + parameter + "\r\n"))
        .fileName();
  }

  private static void assertRefused(String body) {
    assertThatThrownBy(() -> readAll(new MultipartBody(new Trickle(bytes(body), List.of()), "b")))
        .as(body.substring(0, Math.min(80, body.length())))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.BAD_REQUEST));
  }

  private static void assertParts(BodySource source, int bufferBytes, String what)
      throws IOException {
    MultipartBody form = new MultipartBody(source, BOUNDARY);
    assertThat(next(form)).as(what).isEqualTo(Found.PART);
    assertThat(form.headers().name()).as(what).isEqualTo("expires");
    assertThat(form.headers().fileName()).as(what).isEmpty();
    assertThat(text(form, bufferBytes)).as(what).isEqualTo("P7D");
    assertThat(next(form)).as(what).isEqualTo(Found.PART);
    assertThat(form.headers().fileName()).as(what).hasValue("a.txt");
    assertThat(form.headers().field("content-type")).as(what).hasValue("text/plain");
    assertThat(text(form, bufferBytes)).as(what).isEqualTo(TRICKY);
    assertThat(next(form)).as(what).isEqualTo(Found.PART);
    assertThat(text(form, bufferBytes)).as(what).isEmpty();
    assertThat(next(form)).as(what).isEqualTo(Found.END);
    assertThat(form.next()).as(what).isEqualTo(Found.END);
  }

  private static void readAll(MultipartBody form) throws IOException {
    while (next(form) == Found.PART) {
      read(form, 100);
    }
  }

  /** Asks until the bytes that tell have come. */
  private static Found next(MultipartBody form) throws IOException {
    Found found = form.next();
    while (found == Found.NOTHING) {
      found = form.next();
    }
    return found;
  }

  private static String text(MultipartBody form, int bufferBytes) throws IOException {
    return new String(read(form, bufferBytes), StandardCharsets.UTF_8);
  }

  private static byte[] read(MultipartBody form, int bufferBytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocateDirect(bufferBytes);
    for (int read = form.read(buffer); read >= 0; read = form.read(buffer.clear())) {
      byte[] bytes = new byte[buffer.flip().remaining()];
      assertThat(bytes).hasSize(read);
      buffer.get(bytes);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private static String file(String name) {
    return "Content-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Reads up to the next stop at most, and says at each stop that nothing more is there now. */
  private static final class Trickle implements BodySource {
    private final byte[] bytes;
    private final List<Integer> stops;
    private int at;
    private boolean stopped;

    Trickle(byte[] bytes, List<Integer> stops) {
      this.bytes = bytes;
      this.stops = stops;
    }

    @Override
    public int read(ByteBuffer into) {
      stopped = !stopped && stops.contains(at);
      if (stopped) {
        return 0;
      }
      if (at == bytes.length) {
        return -1;
      }
      int stop = stops.stream().filter(s -> s > at).findFirst().orElse(bytes.length);
      int count = Math.min(into.remaining(), stop - at);
      into.put(bytes, at, count);
      at += count;
      return count;
    }
  }
}
