package dev.files.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.bench.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DialectTest {
  private static final URI BASE = URI.create("http://127.0.0.1:8080");
  private static final Response CREATED = new Response(201, Optional.empty(), 0);

  @Test
  void filesNamesTheDownloadInTheAnswer() throws IOException {
    URI upload = Dialect.FILES.uploadUri(BASE, "a", "layout=whole");
    assertThat(upload).hasToString("http://127.0.0.1:8080/upload/a?layout=whole");
    URI download = Dialect.FILES.downloadUri(upload, CREATED, "http://h:1/download/x1/a\n");
    assertThat(download).hasToString("http://h:1/download/x1/a");
    assertThat(Dialect.FILES.deleteUri(BASE, download))
        .hasToString("http://127.0.0.1:8080/file/x1");
  }

  @Test
  void filesNamesTheDownloadInLocation() throws IOException {
    Response created = new Response(201, Optional.of("/download/x1"), 0);
    URI upload = Dialect.FILES.uploadUri(BASE, "a", "");
    assertThat(Dialect.FILES.downloadUri(upload, created, ""))
        .hasToString("http://127.0.0.1:8080/download/x1");
  }

  @Test
  void filesRefusesAnAnswerWithoutUrl() {
    assertThatThrownBy(() -> Dialect.FILES.downloadUri(BASE, CREATED, ""))
        .isInstanceOf(IOException.class);
  }

  @Test
  void plainKeepsTheUrl() throws IOException {
    URI upload = Dialect.PLAIN.uploadUri(URI.create("http://h/dav/"), "a", "");
    assertThat(upload).hasToString("http://h/dav/a");
    assertThat(Dialect.PLAIN.downloadUri(upload, CREATED, "")).isEqualTo(upload);
    assertThat(Dialect.PLAIN.deleteUri(BASE, upload)).isEqualTo(upload);
  }
}
