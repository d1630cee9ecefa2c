package dev.files.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;

/** A client of one front, as a program of a user would be. */
final class FilesClient {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final URI front;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  FilesClient(URI front) {
    this.front = front;
  }

  URI uri(String path) {
    return URI.create(front.toString().replaceAll("/$", "") + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT);
  }

  HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(request + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  HttpResponse<byte[]> get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  HttpResponse<byte[]> put(String nameAndQuery, byte[] body, String... headers) {
    HttpRequest.Builder request =
        request("/upload/" + nameAndQuery)
            .header("Accept", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body));
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  /** Uploads and returns the metadata; anything but 201 is a failure. */
  JsonNode upload(String nameAndQuery, byte[] body) {
    HttpResponse<byte[]> answer = put(nameAndQuery, body);
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + new String(answer.body(), UTF_8));
    }
    return json(answer);
  }

  JsonNode metadata(String id) {
    HttpResponse<byte[]> answer = get("/file/" + id, "Accept", "application/json");
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + new String(answer.body(), UTF_8));
    }
    return json(answer);
  }

  HttpResponse<byte[]> delete(String id, String token) {
    return send(request("/file/" + id).header("Authorization", "Bearer " + token).DELETE().build());
  }

  byte[] download(String id) {
    HttpResponse<byte[]> answer = get("/download/" + id);
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + new String(answer.body(), UTF_8));
    }
    return answer.body();
  }

  /** Streams any number of bytes up; returns the metadata. */
  JsonNode uploadStream(String nameAndQuery, TestBytes bytes) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) uri("/upload/" + nameAndQuery).toURL().openConnection();
    connection.setRequestMethod("PUT");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(bytes.size());
    connection.setRequestProperty("Accept", "application/json");
    connection.setReadTimeout((int) TIMEOUT.toMillis());
    byte[] buffer = new byte[256 * 1024];
    try (InputStream in = bytes.stream();
        OutputStream out = connection.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
    try (InputStream in = connection.getInputStream()) {
      return JSON.readTree(in.readAllBytes());
    }
  }

  /** The hash of what comes down, and that as many bytes came as announced. */
  Sha256 downloadHash(String id, Progress progress) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) uri("/download/" + id).toURL().openConnection();
    connection.setReadTimeout((int) TIMEOUT.toMillis());
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[256 * 1024];
    long total = 0;
    try (InputStream in = connection.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        total += n;
        progress.at(total);
      }
    }
    if (total != connection.getContentLengthLong()) {
      throw new IOException(
          "announced " + connection.getContentLengthLong() + " bytes, got " + total);
    }
    return Sha256.ofBytes(digest.digest());
  }

  static JsonNode json(HttpResponse<byte[]> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + new String(answer.body(), UTF_8), e);
    }
  }

  /** Told of each step of a download. */
  @FunctionalInterface
  interface Progress {
    void at(long bytes) throws IOException;

    Progress NONE = bytes -> {};
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;
}
