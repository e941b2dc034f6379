package dev.backlight.cli.load;

import dev.backlight.load.imports.Format;
import java.util.Arrays;
import java.util.Iterator;

/// The formats that `--from` takes.
final class FormatWords implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Format.values()).map(Format::word).iterator();
  }
}
