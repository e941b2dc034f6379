package dev.backlight.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.load.imports.Format;
import dev.backlight.load.imports.ImportOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every example of the documentation does what it says.
class DocumentsTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("```(yaml|python|javascript)\n(.*?)```", Pattern.DOTALL);
  private static final Map<String, String> EXTENSIONS =
      Map.of("yaml", "yaml", "python", "py", "javascript", "js");

  @TestFactory
  Stream<DynamicTest> examplesRun() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (String page : List.of("scenarios.md", "importing.md")) {
      Matcher example = EXAMPLE.matcher(Files.readString(document(page)));
      while (example.find()) {
        String name = page.replace(".md", "." + EXTENSIONS.get(example.group(1)));
        String text = example.group(2);
        tests.add(DynamicTest.dynamicTest(name + " at " + example.start(), () -> runs(name, text)));
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(6);
    return tests.stream();
  }

  private static Path document(String page) {
    Path here = Path.of("docs", page);
    return Files.exists(here) ? here : Path.of("..", "docs", page);
  }

  private static void runs(String name, String text) throws Exception {
    Scenario scenario =
        Format.of(name, text)
            .orElseThrow()
            .read(name, text, PhaseReader.Logs.NONE, ImportOptions.USUAL)
            .scenario();
    try (Shop shop = new Shop()) {
      Playing.Record record = Playing.play(scenario, shop.url(), 3, 5);
      assertThat(record.failures()).isEmpty();
      assertThat(record.stopped()).isEmpty();
      assertThat(record.failedChecks()).isZero();
      assertThat(record.tasks()).isNotEmpty();
    }
  }

  @Test
  void everyFunctionIsDocumented() throws Exception {
    String page = Files.readString(document("scenarios.md"));
    assertThat(Function.words())
        .allMatch(word -> page.contains(word + "(") || page.contains("`" + word + "`"));
  }

  @Test
  void theSchemaKnowsTheKeysThatAreRead() throws Exception {
    Value schema = Json.read(ScenarioSchema.text());
    assertThat(keys(schema, "/properties")).isEqualTo(Set.copyOf(ScenarioReader.KEYS));
    assertThat(keys(schema, "/properties/users/additionalProperties/properties"))
        .isEqualTo(Set.copyOf(ScenarioReader.USER_KEYS));
    assertThat(keys(schema, "/properties/phases/items/properties"))
        .isEqualTo(Set.copyOf(PhaseReader.KEYS));
    Value steps = Selection.json(schema, "/$defs/step/anyOf").orElseThrow();
    Set<String> known = new TreeSet<>();
    for (Value step : ((Value.Items) steps).values()) {
      known.addAll(keys(step, "/properties"));
    }
    assertThat(known).containsAll(RequestReader.VERBS).containsAll(RequestReader.KEYS);
    assertThat(known).containsAll(StepReader.OTHERS);
  }

  private static Set<String> keys(Value value, String pointer) throws EvaluationException {
    return Selection.json(value, pointer).orElseThrow() instanceof Value.Fields(var fields)
        ? fields.keySet()
        : Set.of();
  }
}
