package dev.files.protocol.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * The messages as JSON: times in RFC 3339 UTC, members that a receiver does not know are skipped,
 * so that servers of two versions understand each other.
 */
public final class Json {
  public static final String MEDIA_TYPE = "application/json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(new InstantWriter())
                  .addDeserializer(Instant.class, new InstantReader()))
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private Json() {}

  /** A message as a line of its own. */
  public static byte[] write(Object message) {
    try {
      return (MAPPER.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be JSON: " + message.getClass(), e);
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
   * Reads one message.
   *
   * @param maxBytes how much of the stream is looked at
   * @throws FilesException BAD_REQUEST when it is malformed, TOO_LARGE when it is longer
   */
  public static <T> T read(InputStream from, int maxBytes, Class<T> type) throws IOException {
    byte[] bytes = from.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new FilesException(
          ProblemType.TOO_LARGE, "The message is longer than " + maxBytes + " bytes");
    }
    T message;
    try {
      message = MAPPER.readValue(bytes, type);
    } catch (IOException e) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, "The body is not the JSON that was expected", e);
    }
    if (message == null) {
      throw new FilesException(ProblemType.BAD_REQUEST, "The body is the JSON value null");
    }
    return message;
  }

  private static final class InstantWriter extends StdScalarSerializer<Instant> {
    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator into, SerializerProvider provider)
        throws IOException {
      into.writeString(value.toString());
    }
  }

  private static final class InstantReader extends StdScalarDeserializer<Instant> {
    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser from, DeserializationContext context) throws IOException {
      try {
        return Instant.parse(from.getText());
      } catch (DateTimeParseException e) {
        throw context.weirdStringException(from.getText(), Instant.class, "not RFC 3339");
      }
    }
  }
}
