package dev.backlight.crimes;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Files that take the place of a service or a database where there is none, told by their names.
public final class StandIns {

  private static final Set<String> WORDS = Set.of("fake", "mock", "stub", "dummy");

  private static final Pattern BETWEEN = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+");
  private static final Pattern IN_MEMORY = Pattern.compile("(?i)in_?-?memory");
  private static final Pattern LOCAL = Pattern.compile("Local[A-Z]\\w*Service");

  private StandIns() {}

  /// Whether a file says that it is one: `FakeWallet.java`, `mail_mock.py`.
  public static boolean named(String path) {
    return Arrays.stream(BETWEEN.split(name(path)))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .anyMatch(WORDS::contains);
  }

  /// Whether it says so, or that it does without the service: `InMemoryOrders`, `LocalMailService`.
  public static boolean without(String path) {
    return named(path)
        || List.of(IN_MEMORY, LOCAL).stream().anyMatch(word -> word.matcher(name(path)).find());
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
