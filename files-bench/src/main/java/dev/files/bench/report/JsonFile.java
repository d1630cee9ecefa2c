package dev.files.bench.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Results as JSON, field by field as the records name them. */
public final class JsonFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonFile() {}

  /** The machine beside what was measured. */
  private record Report(Machine machine, Object results) {}

  public static void write(Path file, Object results) throws IOException {
    MAPPER.writeValue(file.toFile(), new Report(Machine.now(Clock.systemUTC().instant()), results));
  }
}
