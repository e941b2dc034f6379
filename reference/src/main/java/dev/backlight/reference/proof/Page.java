package dev.backlight.reference.proof;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// `docs/shop.md`: prose with places for what was measured, each between `<!-- name -->` and `<!--
/// /name -->`, so that one part can be measured again and the others stay.
record Page(Path file) {

  void put(String name, String markdown) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : template();
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- /" + name + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(file + " has no place for '" + name + "'");
    }
    String filled = text.substring(0, from + begin.length()) + markdown.stripTrailing() + "\n";
    Files.writeString(file, filled + text.substring(to));
  }

  private static String template() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("shop.template")) {
      if (in == null) {
        throw new IOException("shop.template is not in this archive");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
