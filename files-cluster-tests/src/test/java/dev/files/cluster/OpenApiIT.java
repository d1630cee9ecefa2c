package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The description that a front serves, as tools read it. */
@ExtendWith(SharedCluster.class)
class OpenApiIT {
  @Test
  void isValid(Cluster cluster) throws IOException {
    for (String format : List.of("YAML", "JSON")) {
      String served =
          new String(
              cluster.client().get("/openapi?format=" + format).body(), StandardCharsets.UTF_8);
      ParseOptions options = new ParseOptions();
      options.setResolve(true);
      SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(served, null, options);
      assertThat(parsed.getMessages()).as(format).isEmpty();
      assertThat(parsed.getOpenAPI().getPaths())
          .containsKeys("/upload/{name}", "/download/{id}", "/file/{id}");
    }
  }

  /** Parsers of 3.1 let them pass, and generators stumble over them. */
  @Test
  void hasNoEmptyObjectsWhereSomethingIsRequired(Cluster cluster) throws IOException {
    JsonNode served =
        FilesClient.JSON.readTree(cluster.client().get("/openapi?format=JSON").body());
    List<JsonNode> docs = new ArrayList<>(served.findValues("externalDocs"));
    docs.removeIf(node -> node.has("url"));
    assertThat(docs).isEmpty();
    assertThat(served.path("openapi").asText()).startsWith("3.1");
  }
}
