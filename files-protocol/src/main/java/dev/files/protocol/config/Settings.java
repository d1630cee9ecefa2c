package dev.files.protocol.config;

import dev.files.protocol.security.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Typed access to settings by their names, {@code FILES_…}. Every getter throws {@link
 * IllegalArgumentException} that names the variable, what it should be and (unless it is a secret)
 * what was found.
 */
public final class Settings {
  private final Map<String, String> values;

  public Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  public static Settings ofEnvironment() {
    return new Settings(System.getenv());
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  public String text(String name, String otherwise) {
    return text(name).orElse(otherwise);
  }

  public String required(String name) {
    return text(name).orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
  }

  public long number(String name, long otherwise, long least, long most) {
    String text = text(name).orElse(null);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds.
    }
    throw new IllegalArgumentException(
        name + " must be a number from " + least + " to " + most + ", found " + text);
  }

  public Duration seconds(String name, long otherwise, long least, long most) {
    return Duration.ofSeconds(number(name, otherwise, least, most));
  }

  /**
   * The value of {@code name}, else the text of the file that {@code name_FILE} names, else of the
   * given file.
   */
  public Optional<String> secret(String name, Path otherwise) {
    Optional<String> direct = text(name);
    if (direct.isPresent()) {
      return direct;
    }
    Path file = text(name + "_FILE").map(Path::of).orElse(otherwise);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(name + "_FILE cannot be read: " + file, e);
    }
  }

  /**
   * The secret that servers share ({@code FILES_SECRET}), and the previous one during a rotation.
   */
  public Optional<Secrets> serverSecrets(Path otherwise) {
    return secret("FILES_SECRET", otherwise)
        .map(
            current -> {
              List<String> accepted = new ArrayList<>(List.of(current));
              text("FILES_SECRET_PREVIOUS").ifPresent(accepted::add);
              return new Secrets(accepted);
            });
  }
}
