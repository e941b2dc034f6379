package dev.backlight.crimes;

import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.model.Sighting.Step;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A sighting while it is put together.
public final class Draft {

  private final String rule;
  private final Location location;
  private final Language language;
  private final Reach reach;
  private final List<String> routes;
  private Confidence confidence = Confidence.HIGH;
  private String context = "";
  private final List<Step> chain = new ArrayList<>();
  private final List<Step> labels = new ArrayList<>();
  private final List<Quantity> quantities = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();

  Draft(Scene scene, String rule, Fn fn, Location location) {
    this.rule = rule;
    this.location = location;
    this.language = fn.unit().language();
    this.reach = scene.reach(fn);
    if (reach == Reach.UNKNOWN
        && scene.insight(Served.class, Served::of).any()
        && idle(scene, fn)) {
      sure(Confidence.LOW);
    }
    if (StandIns.named(location.path())) {
      sure(Confidence.LOW);
    }
    this.routes = scene.program().reachability().routes(fn);
    boolean once =
        routes.isEmpty()
            ? ONE_OFF.matcher(location.path()).find()
            : routes.stream().allMatch(r -> ONCE.matcher(r).find());
    if (once) {
      sure(Confidence.LOW);
    }
  }

  Draft(Scene scene, String rule, Location location) {
    this.rule = rule;
    this.location = location;
    this.language = Language.CONFIG;
    this.reach = Reach.PROJECT;
    this.routes = List.of();
  }

  /// Files that run once, when an installation moves to a new version: `exam_log_migration.py`.
  private static final Pattern ONE_OFF =
      Pattern.compile("(?i)(^|[/_-])(upgrade|migration|migrate|backfill)s?(_\\w+)?\\.\\w+$");

  /// Routes that an operator calls once.
  private static final Pattern ONCE =
      Pattern.compile(
          "(?i)migrat|upgrade|\\binstall|setup|init_?db|first_?run|cypress|diagnostics?/");

  /// Whether the way that requests take into the tree is known.
  private record Served(boolean any) {
    static Served of(Scene scene) {
      return new Served(
          scene.program().entries().stream()
              .anyMatch(entry -> entry.kind() == EntryPoint.Kind.REQUEST));
    }
  }

  /// Whether nothing in the tree calls a function or hands it on: it may be dead, or a part that
  /// others use.
  private static boolean idle(Scene scene, Fn fn) {
    Optional<Fn> at = Optional.of(fn);
    while (at.isPresent()) {
      if (at.get().is(Trait.MODULE) || !scene.program().callers(at.get()).isEmpty()) {
        return at.get().is(Trait.MODULE) && at.get() != fn;
      }
      at = at.get().enclosing();
    }
    return true;
  }

  /// Never surer than this.
  public Draft sure(Confidence most) {
    confidence = confidence.and(most);
    return this;
  }

  /// What tells two sightings at one place apart.
  public Draft context(String value) {
    context = value;
    return this;
  }

  public Draft chain(Location at, String note) {
    chain.add(new Step(at, note));
    return this;
  }

  /// The calls of a path, each with what it calls. One step that rests on a name alone is a doubt,
  /// two are a guess.
  public Draft path(List<Site> path) {
    path.forEach(site -> chain(site.location(), site.name()));
    long doubts = path.stream().filter(site -> !site.certain()).count();
    if (doubts > 0) {
      sure(doubts == 1 ? Confidence.MEDIUM : Confidence.LOW);
    }
    return this;
  }

  /// A short note beside a line of the guilty code.
  public Draft label(Location at, String note) {
    labels.add(new Step(at, note));
    return this;
  }

  public Draft quantity(Quantity quantity) {
    quantities.add(quantity);
    return this;
  }

  /// A mechanical fix: all edits together must leave a program that means the same.
  public Draft edit(Edit edit) {
    edits.add(edit);
    return this;
  }

  /// Several edits of one fix.
  public Draft edit(List<Edit> several) {
    edits.addAll(several);
    return this;
  }

  /// The sighting, with one sentence about this instance.
  public Sighting says(String message) {
    return new Sighting(
        rule,
        location,
        confidence,
        language,
        message,
        reach,
        routes,
        List.copyOf(chain),
        List.copyOf(labels),
        List.copyOf(quantities),
        List.copyOf(edits),
        context);
  }
}
