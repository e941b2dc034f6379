package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        .flatMap(
            crime ->
                crime.rule().examples().stream()
                    .flatMap(
                        example ->
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

  private static List<Integer> lines(Crime crime, String path, String text) {
    TreeSet<Integer> lines = new TreeSet<>();
    Trial.of(Map.of(path, text), crime.id())
        .forEach(sighting -> lines.add(sighting.location().span().startLine()));
    return List.copyOf(lines);
  }

  private static List<Integer> marked(Rule.Example example) {
    List<Integer> lines = new ArrayList<>();
    String[] text = example.guilty().split("\n", -1);
    for (int i = 0; i < text.length; i++) {
      if (text[i].matches(".*(#|//|--|;) guilty\\b.*")) {
        lines.add(i + 1);
      }
    }
    return lines;
  }
}
