package dev.backlight.load.capacity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The JSON schema of what a search writes ([CapacityText]).
public final class CapacitySchema {

  private static final String RESOURCE = "capacity.schema.json";

  private CapacitySchema() {}

  public static String text() {
    try (InputStream in = CapacitySchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
