package dev.files.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a JSON object, taken out one by one into types. Every getter throws INVALID_VALUE
 * that names the field by its path, what was expected and what was found.
 */
public final class JsonFields {
  /** Deeper than any body that we know. */
  private static final int MAX_NESTING = 16;

  private static final int MAX_STRING_CHARS = 8192;
  private static final int MAX_NUMBER_CHARS = 32;

  private static final ObjectMapper MAPPER = mapper();

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
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

  private static final int MAX_SHOWN_CHARS = 80;

  private final String path;
  private final ObjectNode object;

  JsonFields(String path, ObjectNode object) {
    this.path = path;
    this.object = object;
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

  /** Refuses fields that the call does not know. */
  public void allowOnly(Set<String> known) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new FilesException(
            ProblemType.INVALID_VALUE,
            path
                + shown(name)
                + ": no such field here; known are "
                + known.stream().sorted().toList());
      }
    }
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  public String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, "text"));
  }

  public Optional<String> optionalText(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = object.get(name);
    if (!value.isTextual()) {
      throw wrong(name, "text");
    }
    return Optional.of(value.textValue());
  }

  public long number(String name, long least, long most) {
    JsonNode value = object.get(name);
    if (value == null
        || !value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw wrong(name, "a whole number from " + least + " to " + most);
    }
    return value.longValue();
  }

  public Optional<Boolean> optionalFlag(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!object.get(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return Optional.of(object.get(name).booleanValue());
  }

  public Optional<Double> optionalDecimal(String name, double least, double most) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = object.get(name);
    double number = value.doubleValue();
    if (!value.isNumber() || !(number >= least && number <= most)) {
      throw wrong(name, "a number from " + least + " to " + most);
    }
    return Optional.of(number);
  }

  /** An array of texts; absent is empty. */
  public List<String> texts(String name, int most) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : array(name, most)) {
      if (!value.isTextual()) {
        throw wrong(name, "an array of texts");
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  /** An array of objects; absent is empty. */
  public List<JsonFields> objects(String name, int most) {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonNode value : array(name, most)) {
      if (!(value instanceof ObjectNode member)) {
        throw wrong(name, "an array of objects");
      }
      objects.add(new JsonFields(path + name + "[" + objects.size() + "].", member));
    }
    return objects;
  }

  /** What is wrong with a field, for rules that only the caller knows. */
  public FilesException wrong(String name, String expected) {
    JsonNode found = object.get(name);
    return new FilesException(
        ProblemType.INVALID_VALUE,
        path
            + name
            + ": expected "
            + expected
            + ", found "
            + (found == null ? "nothing" : shown(found.toString())));
  }

  private Iterable<JsonNode> array(String name, int most) {
    if (!has(name)) {
      return List.of();
    }
    if (!(object.get(name) instanceof ArrayNode array) || array.size() > most) {
      throw wrong(name, "an array of at most " + most);
    }
    return array;
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
  }
}
