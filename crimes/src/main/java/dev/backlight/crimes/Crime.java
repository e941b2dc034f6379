package dev.backlight.crimes;

import dev.backlight.model.Category;
import dev.backlight.model.CostFormula;
import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One performance crime: what it is, what it costs, how to mend it and how it is seen.
///
/// Its examples are its tests (`CrimesTest` runs each: the lines marked `guilty` are reported, the
/// redeemed twin is clean) and its page in `docs/crimes`.
public final class Crime {

  private static final Pattern ID = Pattern.compile("[a-z]+(-[a-z]+)*");

  /// Looks for a crime in a scene.
  public interface Detector extends Function<Scene, Stream<Sighting>> {}

  private final Rule rule;
  private final Detector detector;

  private Crime(Rule rule, Detector detector) {
    this.rule = rule;
    this.detector = detector;
  }

  public Rule rule() {
    return rule;
  }

  public String id() {
    return rule.id();
  }

  Stream<Sighting> judge(Scene scene) {
    return detector.apply(scene);
  }

  public static Declaration named(String id) {
    return new Declaration(id);
  }

  /// Collects a crime's parts; [#declare()] refuses an incoherent one.
  public static final class Declaration {

    private final String id;
    private String title = "";
    private String theme = "";
    private Category category = Category.RESPONSE_TIMES;
    private String why = "";
    private CostFormula cost = CostFormula.NONE;
    private Grading grading = new Grading.ByCost();
    private Detector detector = scene -> Stream.empty();
    private final List<Rule.Remedy> remedies = new ArrayList<>();
    private final List<Rule.Example> examples = new ArrayList<>();

    private Declaration(String id) {
      this.id = id;
    }

    public Declaration title(String value) {
      title = value;
      return this;
    }

    /// The theme is the package's last name: `data`, `caching`…
    public Declaration theme(String value) {
      theme = value;
      return this;
    }

    public Declaration category(Category value) {
      category = value;
      return this;
    }

    public Declaration why(String value) {
      why = value.strip();
      return this;
    }

    public Declaration remedy(Language language, String text) {
      remedies.add(new Rule.Remedy(language, text.strip()));
      return this;
    }

    /// The cost before and after as arithmetic over named quantities; see [CostFormula].
    public Declaration cost(String before, String after, String unit, String per) {
      cost = new CostFormula(before, after, unit, per);
      return this;
    }

    public Declaration graded(Severity fixed) {
      grading = new Grading.Fixed(fixed);
      return this;
    }

    public Declaration unbounded(Severity reached, Severity otherwise) {
      grading = new Grading.Unbounded(reached, otherwise);
      return this;
    }

    public Declaration seenBy(Detector value) {
      detector = value;
      return this;
    }

    /// A guilty program, each guilty line ending in a comment `guilty`, and its redeemed twin. A
    /// line `=== path` starts a further file of either.
    public Declaration example(Language language, String guilty, String redeemed) {
      return example(language, "example" + ending(language), guilty, redeemed);
    }

    /// The same where the file's name matters (`nginx.conf`, `settings.py`).
    public Declaration example(Language language, String path, String guilty, String redeemed) {
      examples.add(new Rule.Example(language, path, guilty, redeemed));
      return this;
    }

    private static String ending(Language language) {
      return switch (language) {
        case PYTHON -> ".py";
        case JAVASCRIPT -> ".ts";
        case CSHARP -> ".cs";
        case JAVA -> ".java";
        case CONFIG -> ".yaml";
      };
    }

    public Crime declare() {
      check(ID.matcher(id).matches(), "the id is not kebab-case");
      check(!title.isEmpty() && !why.isEmpty() && !theme.isEmpty(), "needs title, theme and why");
      check(!remedies.isEmpty(), "needs a remedy");
      for (Rule.Remedy remedy : remedies) {
        check(
            examples.stream().anyMatch(e -> e.language() == remedy.language()),
            "claims " + remedy.language() + " without an example");
      }
      for (Rule.Example example : examples) {
        check(example.guilty().contains("guilty"), "a guilty example has no mark");
        check(!example.redeemed().contains("# guilty"), "a redeemed example has a mark");
      }
      return new Crime(
          new Rule(
              id,
              title,
              category,
              theme,
              why,
              List.copyOf(remedies),
              cost,
              grading,
              List.copyOf(examples)),
          detector);
    }

    private void check(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalStateException(id + ": " + otherwise);
      }
    }
  }
}
