package dev.files.web.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** JSON by one mapper for the whole application: building one per request costs ten times more. */
public final class Json {
  public static final String MEDIA_TYPE = "application/json";

  /** Deeper than any body that we know. */
  private static final int MAX_NESTING = 16;

  private static final int MAX_STRING_CHARS = 8192;
  private static final int MAX_NUMBER_CHARS = 32;

  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_NESTING)
                .maxStringLength(MAX_STRING_CHARS)
                .maxNameLength(MAX_STRING_CHARS)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .build());
    return mapper;
  }

  /** A value as a line of its own. */
  public static byte[] bytes(Object value) {
    try {
      return (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A generator that leaves the stream open when it is closed, and does not end what its user did
   * not: an answer that breaks off must not look whole.
   */
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return MAPPER
        .getFactory()
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
  }

  /**
   * Reads one object.
   *
   * @param maxBytes of the body; more is TOO_LARGE
   * @throws FilesException BAD_REQUEST that tells line and column of what is malformed
   */
  public static JsonFields read(InputStream body, int maxBytes) throws IOException {
    byte[] bytes = body.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new FilesException(
          ProblemType.TOO_LARGE, "The JSON is larger than " + maxBytes + " bytes");
    }
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node instanceof ObjectNode object) {
        return new JsonFields("", object);
      }
    } catch (StreamConstraintsException e) {
      throw new FilesException(ProblemType.BAD_REQUEST, "The JSON is nested too deep or too long");
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw new FilesException(ProblemType.BAD_REQUEST, "The JSON is malformed" + where);
    } catch (IOException e) {
      // The bytes are all here: it is their encoding.
      throw new FilesException(ProblemType.BAD_REQUEST, "The JSON is not UTF-8");
    }
    throw new FilesException(ProblemType.BAD_REQUEST, "The body must be one JSON object");
  }
}
