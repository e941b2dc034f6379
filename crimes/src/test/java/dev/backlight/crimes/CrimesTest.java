package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Rule;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every crime's examples are run: what is marked is found, and nothing else; the redeemed twin is
/// clean of that crime.
class CrimesTest {

  @TestFactory
  Stream<DynamicTest> examples() {
    return Crimes.ALL.stream()
        .flatMap(crime ->
            crime.rule().examples().stream()
                .flatMap(example ->
                    Stream.of(
                        DynamicTest.dynamicTest(
                            crime.id() + " guilty " + example.path(),
                            () ->
                                assertThat(lines(crime, example.path(), example.guilty()))
                                    .isEqualTo(marked(example))),
                        DynamicTest.dynamicTest(
                            crime.id() + " redeemed " + example.path(),
                            () ->
                                assertThat(lines(crime, example.path(), example.redeemed()))
                                    .isEmpty()))));
  }

  /// A mechanical fix leaves a program that parses and no longer commits the crime there.
  @TestFactory
  Stream<DynamicTest> mechanicalFixes() {
    return Crimes.ALL.stream()
        .flatMap(crime ->
            crime.rule().examples().stream()
                .flatMap(example ->
                    Trial.of(files(example.path(), example.guilty()), crime.id()).stream()
                        .filter(sighting -> !sighting.edits().isEmpty())
                        .map(sighting ->
                            DynamicTest.dynamicTest(
                                crime.id() + " in " + example.path(),
                                () -> fixes(crime, example, sighting)))));
  }

  private static void fixes(Crime crime, Rule.Example example, Sighting sighting) {
    Map<String, String> files = files(example.path(), example.guilty());
    String path = sighting.location().path();
    String fixed = applied(Objects.requireNonNull(files.get(path)), sighting.edits());
    files.put(path, fixed);
    assertThat(Trial.problems(files)).as(fixed).isEmpty();
    assertThat(Trial.of(files, crime.id()))
        .as(fixed)
        .noneMatch(s ->
            s.location().span().startLine() == sighting.location().span().startLine()
                && s.context().equals(sighting.context()));
  }

  private static String applied(String text, List<Edit> edits) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Edit edit :
        edits.stream()
            .sorted(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end))
            .toList()) {
      out.append(new String(bytes, at, edit.start() - at, StandardCharsets.UTF_8))
          .append(edit.text());
      at = edit.end();
    }
    return out.append(new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8)).toString();
  }

  private static List<String> lines(Crime crime, String path, String text) {
    TreeSet<String> lines = new TreeSet<>();
    Trial.of(files(path, text), crime.id())
        .forEach(sighting ->
            lines.add(sighting.location().path() + ":" + sighting.location().span().startLine()));
    return List.copyOf(lines);
  }

  private static List<String> marked(Rule.Example example) {
    TreeSet<String> lines = new TreeSet<>();
    files(example.path(), example.guilty())
        .forEach((path, content) -> {
          String[] text = content.split("\n", -1);
          for (int i = 0; i < text.length; i++) {
            if (text[i].matches(".*(#|//|--|;) guilty\\b.*")) {
              lines.add(path + ":" + (i + 1));
            }
          }
        });
    return List.copyOf(lines);
  }

  /// An example may be several files: `=== path` starts the next.
  private static Map<String, String> files(String path, String text) {
    Map<String, String> files = new TreeMap<>();
    String[] parts = ("=== " + path + "\n" + text).split("(?m)^=== ");
    for (String part : parts) {
      int cut = part.indexOf('\n');
      if (cut > 0) {
        files.put(part.substring(0, cut).strip(), part.substring(cut + 1));
      }
    }
    return files;
  }
}
