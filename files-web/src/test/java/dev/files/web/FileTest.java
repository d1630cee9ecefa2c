package dev.files.web;

import static dev.files.web.UploadTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.files.assembly.AssemblyRequest;
import dev.files.metadata.Expiry;
import dev.files.metadata.FileView;
import dev.files.metadata.RecordedFile;
import dev.files.upload.LayoutChoice;
import dev.files.upload.UploadSpec;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTest {
  private static final String CHUNK = "ab".repeat(32);

  private static RunningFront front;

  @BeforeAll
  static void start() throws Exception {
    front = new RunningFront();
  }

  @AfterAll
  static void stop() {
    front.close();
  }

  @Nested
  class Get {
    @Test
    void answersMetadataWithoutTheToken() throws Exception {
      FileView file = file("a.txt").file();

      HttpResponse<String> answer = send(front.request("/file/" + file.id()));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Vary")).hasValue("Accept");
      JsonNode json = new ObjectMapper().readTree(answer.body());
      assertThat(json.get("name").textValue()).isEqualTo("a.txt");
      assertThat(json.get("expires").isNull()).isTrue();
      assertThat(json.get("url").textValue()).endsWith("/download/" + file.id());
      assertThat(json.has("manageToken")).isFalse();
    }

    @Test
    void answersTheChunksOfALargeFileInOrder() throws Exception {
      FileView file =
          file("large", new byte[5 * MemoryFiles.CHUNK_BYTES / 10 * MemoryFiles.CHUNK_BYTES - 1])
              .file();

      HttpResponse<String> answer = send(front.request("/file/" + file.id()));

      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      JsonNode chunks = new ObjectMapper().readTree(answer.body()).get("chunks");
      assertThat(chunks).hasSize(5 * MemoryFiles.CHUNK_BYTES / 10);
      for (int i = 0; i < chunks.size(); i++) {
        assertThat(chunks.get(i).get("order").intValue()).isEqualTo(i);
      }
      assertThat(answer.body()).endsWith("}\n");
    }

    @Test
    void aHeadHasNoBody() throws Exception {
      FileView file = file("a.txt").file();

      HttpResponse<String> answer =
          send(front.request("/file/" + file.id()).method("HEAD", BodyPublishers.noBody()));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }

    @Test
    void showsPeopleAPageOnWhichNamesAreText() throws Exception {
      String name = "</title><script>alert('x')</script>\" onload=\"y.png";
      FileView file = file(name).file();

      HttpResponse<String> answer =
          send(front.request("/file/" + file.id()).header("Accept", "text/html,*/*;q=0.8"));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
          .isEqualToIgnoringCase("text/html;charset=utf-8");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.body())
          .contains("&lt;script&gt;alert(&#39;x&#39;)")
          .doesNotContain("<script>alert")
          .doesNotContain("\" onload")
          .doesNotContain("{{")
          .contains("/download/" + file.id() + "/%3C%2Ftitle%3E");
    }

    @Test
    void aPageForPeopleSaysThatTheFileIsGone() throws Exception {
      HttpResponse<String> answer =
          send(front.request("/file/AAAAAAAAAAAAAAAAAAAAAA").header("Accept", "text/html"));

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("This file is not here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/file/x", "/file/AAAAAAAAAAAAAAAAAAAAAA", "/file/a%2Fb", "/file/a/b"})
    void unknownIdsAre404(String path) throws Exception {
      assertProblem(send(front.request(path)), 404, "");
    }
  }

  @Nested
  class Change {
    @Test
    void needsTheTokenOfTheFileOrTheAdministrators() throws Exception {
      RecordedFile recorded = file("a.txt");
      String path = "/file/" + recorded.file().id();

      assertProblem(change(path, "", "{\"name\":\"b\"}"), 401, "token");
      assertProblem(change(path, "wrong-token-of-somebody", "{\"name\":\"b\"}"), 401, "token");
      assertProblem(change(path, RunningFront.SECRET, "{\"name\":\"b\"}"), 401, "token");
      assertThat(change(path, recorded.manageToken(), "{\"name\":\"b\"}").statusCode())
          .isEqualTo(200);
      assertThat(change(path, RunningFront.ADMIN, "{\"name\":\"c\"}").body())
          .contains("\"name\":\"c\"");
    }

    @Test
    void changesWhenTheFileExpires() throws Exception {
      RecordedFile recorded = file("a.txt");
      String path = "/file/" + recorded.file().id();

      assertThat(change(path, recorded.manageToken(), "{\"expires\":\"P1D\"}").body())
          .contains("\"expires\":\"" + MemoryFiles.UPLOADED.plus(Duration.ofDays(1)));
      assertThat(change(path, recorded.manageToken(), "{\"expires\":\"never\"}").body())
          .contains("\"expires\":null");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{\"name\":\"\"} | name",
          "{\"name\":5} | name",
          "{\"name\":\"a\\nb\"} | name",
          "{\"mediaType\":\"x\"} | mediaType",
          "{\"expires\":\"yesterday\"} | yesterday",
          "{\"colour\":1} | colour",
          "{} | Nothing",
          "[] | object",
          "{\"name\":\"a\",\"name\":\"b\"} | malformed",
          "{\"name\":\"a\"} x | malformed",
          "{ | malformed",
          "\"\" | object",
        })
    void refusesWhatItDoesNotKnow(String body, String word) throws Exception {
      String path = "/file/" + file("a").file().id();

      assertProblem(change(path, RunningFront.ADMIN, body), 400, word);
    }

    @Test
    void takesJsonOnly() throws Exception {
      assertProblem(
          send(
              front
                  .request("/file/" + file("a").file().id())
                  .header("Authorization", "Bearer " + RunningFront.ADMIN)
                  .POST(BodyPublishers.ofString("name=b"))),
          415,
          "json");
      assertProblem(
          change("/file/" + file("a").file().id(), RunningFront.ADMIN, " ".repeat(20_000)),
          413,
          "");
    }
  }

  @Nested
  class Delete {
    @Test
    void deletesForTheHolderOfTheToken() throws Exception {
      RecordedFile recorded = file("a.txt");
      String path = "/file/" + recorded.file().id();

      assertProblem(send(front.request(path).DELETE()), 401, "");
      HttpResponse<String> answer =
          send(
              front
                  .request(path)
                  .header("Authorization", "bearer " + recorded.manageToken())
                  .DELETE());

      assertThat(answer.statusCode()).isEqualTo(204);
      assertProblem(send(front.request(path)), 404, "");
      assertProblem(
          send(
              front.request(path).header("Authorization", "Bearer " + RunningFront.ADMIN).DELETE()),
          404,
          "");
    }
  }

  @Nested
  class Assemble {
    @Test
    void passesTheListOfChunksOn() throws Exception {
      HttpResponse<String> answer =
          change(
              "/file",
              RunningFront.SECRET,
              "{\"name\":\"a.png\",\"expires\":\"P1D\",\"chunks\":[{\"id\":\""
                  + CHUNK
                  + "\",\"order\":0,\"size\":5}]}");

      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(answer.body()).contains("manageToken");
      assertThat(answer.headers().firstValue("Location")).isPresent();
      AssemblyRequest asked = front.files.assembled.get(front.files.assembled.size() - 1);
      assertThat(asked.mediaType()).isEqualTo("image/png");
      assertThat(asked.chunks()).hasSize(1);
      assertThat(asked.chunks().get(0).size()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{\"chunks\":[]} | name",
          "{\"name\":\"a\"} | chunks",
          "{\"name\":\"a\",\"chunks\":{}} | chunks",
          "{\"name\":\"a\",\"chunks\":[5]} | chunks",
          "{\"name\":\"a\",\"chunks\":[{\"id\":\"x\",\"order\":0,\"size\":1}]} | chunks[0].id",
          "{\"name\":\"a\",\"chunks\":[{\"id\":\"@\",\"order\":0,\"size\":-1}]} | chunks[0].size",
          "{\"name\":\"a\",\"chunks\":[{\"id\":\"@\",\"order\":0.5,\"size\":1}]} | chunks[0].order",
          "{\"name\":\"a\",\"chunks\":[{\"id\":\"@\",\"order\":0,\"size\":1e99}]} | chunks[0].size",
          "{\"name\":\"a\",\"chunks\":[],\"sha256\":\"x\"} | sha256",
        })
    void namesTheFieldThatIsWrong(String body, String word) throws Exception {
      assertProblem(change("/file", RunningFront.SECRET, body.replace("@", CHUNK)), 400, word);
    }

    @Test
    void isForServersOnly() throws Exception {
      assertProblem(change("/file", RunningFront.ADMIN, "{}"), 401, "");
    }
  }

  private static RecordedFile file(String name) {
    return file(name, new byte[10]);
  }

  private static RecordedFile file(String name, byte[] bytes) {
    return front.files.record(
        new UploadSpec(
            name,
            "text/plain",
            Expiry.NEVER,
            LayoutChoice.DEFAULT,
            OptionalLong.empty(),
            List.of()),
        bytes);
  }

  private static HttpResponse<String> change(String path, String token, String body)
      throws Exception {
    HttpRequest.Builder request =
        front
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return front.client.send(request.build(), BodyHandlers.ofString());
  }
}
