package dev.files.web.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
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
  private static final int MAX_SHOWN_CHARS = 80;

  private final String path;
  private final ObjectNode object;

  JsonFields(String path, ObjectNode object) {
    this.path = path;
    this.object = object;
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
