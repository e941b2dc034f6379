package dev.backlight.crimes;

import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Query;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Something that happens once per element of a collection whose size the data decide: in a loop,
/// in a callback that runs per element, or further down in what is called there.
///
/// It is reported where the loop's own function makes the call; the chain leads on to the wait.
public record PerElement(Scene scene, Site site, List<Site> path, LoopContext loop) {

  /// A wait further away than this many calls depends on too much that is not in sight.
  private static final int FAR = 5;

  /// A call that may run more functions than this waits in some of them only.
  private static final int FEW = 3;

  /// Every place that waits once per element.
  public static Stream<PerElement> of(Scene scene, Word wait, boolean write) {
    return scene
        .functions()
        .flatMap(fn -> {
          Set<Integer> seen = new HashSet<>();
          return fn.sites().stream()
              .filter(site -> !site.loops().isEmpty() && runsHere(site))
              .flatMap(site -> one(scene, site, wait, write))
              .filter(repeat -> seen.add(repeat.site().at().start()));
        });
  }

  private static boolean runsHere(Site site) {
    return site.run() == Site.Run.HERE || site.run() == Site.Run.EACH;
  }

  private static Stream<PerElement> one(Scene scene, Site site, Word wait, boolean write) {
    LoopContext loop = site.loops().getLast();
    if (loop.fixed()
        || loop.kind() == LoopContext.Kind.WHILE
        || insideSource(site, loop)
        || site.kind() == Site.Kind.CALLBACK) {
      return Stream.empty();
    }
    List<Site> path = scene.program().effects().from(site, wait, write);
    if (path.isEmpty()
        || path.size() > FAR
        || path.stream().anyMatch(step -> step.targets().size() > FEW)
        || path.getLast().has(Word.BULK)
        || handsCallback(site)
        || covered(scene, path.getLast(), site, loop)
        || started(path)
        || Excuses.excused(loop, site)
        || Excuses.excused(path, loop)) {
      return Stream.empty();
    }
    return Stream.of(new PerElement(scene, site, path, loop));
  }

  /// What an asynchronous client of Java was asked without waiting for its future: all are under
  /// way at once.
  private static boolean started(List<Site> path) {
    return path.getLast().in().unit().language() == Language.JAVA
        && path.getLast().result() instanceof Value.Pending
        && path.stream()
            .noneMatch(step -> step.in().sites().stream().anyMatch(s -> s.has(Word.BLOCKS_ON)));
  }

  /// `client.get(url, new MetricsCallback(…))`: it returns before the answer is there.
  private static boolean handsCallback(Site site) {
    return site.isCall()
        && site.in().unit().language() == Language.JAVA
        && site.call().arguments().stream()
            .anyMatch(a ->
                a.value() instanceof Expr.Call c
                    && c.constructs()
                    && CALLBACK.matcher(ExprNames.last(c.callee())).find());
  }

  private static final Pattern CALLBACK =
      Pattern.compile("(Call[bB]ack|Listener|Subscriber|Handler)$");

  /// The loop's own source runs once.
  private static boolean insideSource(Site site, LoopContext loop) {
    return loop.sourceExpr().start() <= site.at().start()
        && site.at().end() <= loop.sourceExpr().end();
  }

  /// A relation that the loop's query loads eagerly.
  private static boolean covered(Scene scene, Site wait, Site start, LoopContext loop) {
    if (wait.kind() != Site.Kind.RELATION) {
      return false;
    }
    Query query = query(loop);
    if (loadedBefore(wait, loop) || toOwner(wait, start, loop)) {
      return true;
    }
    return loadedThere(scene, wait, start, loop)
        || query.has(Word.EAGER) && query.eager().isEmpty()
        || query.eager().contains(relation(wait));
  }

  /// `for line in self.lines.all(): line.order`: Django sets the way back to the row itself.
  private static boolean toOwner(Site wait, Site start, LoopContext loop) {
    return start.in().unit().language() == Language.PYTHON
        && wait.result() instanceof Value.Instance parent
        && start.in().owner().filter(owner -> owner == parent.type()).isPresent()
        && ExprNames.identifiers(loop.sourceExpr()).contains("self");
  }

  /// `prefetch_related_objects(orders, "lines")` before the loop.
  private static boolean loadedBefore(Site wait, LoopContext loop) {
    return wait.in().sites().stream()
        .anyMatch(site ->
            site.has(Word.EAGER)
                && site.at().end() <= loop.start()
                && (site.query().eager().isEmpty()
                    || site.query().eager().contains(relation(wait))));
  }

  /// Whether the function of the tree that gives the rows loads the relation with them.
  private static boolean loadedThere(Scene scene, Site wait, Site start, LoopContext loop) {
    String relation = relation(wait);
    // A callback's source stands in the function around it.
    return Stream.iterate(
            Optional.of(start.in()), Optional::isPresent, fn -> fn.flatMap(Fn::enclosing))
        .flatMap(fn -> fn.orElseThrow().sites().stream())
        .filter(site -> ExprNames.inside(site.at(), loop.sourceExpr()))
        .flatMap(site -> Stream.concat(site.targets().stream(), declared(scene, site)))
        .anyMatch(target ->
            graphed(target, relation)
                || target.sites().stream().anyMatch(s -> s.query().eager().contains(relation)));
  }

  /// The methods of a repository's interface that its library implements for a call.
  private static Stream<Fn> declared(Scene scene, Site site) {
    return site.receiver() instanceof Value.Known repository
            && site.isCall()
            && !repository.arguments().isEmpty()
            && repository.arguments().getFirst() instanceof Value.Instance entity
        ? scene.program().classes().stream()
            .filter(cls ->
                cls.isKnown(repository.type().name())
                    && cls.decl().supertypes().stream()
                        .flatMap(supertype -> supertype.arguments().stream())
                        .anyMatch(type -> type.simpleName().equals(entity.type().name())))
            .flatMap(cls ->
                cls
                    .methods()
                    .getOrDefault(ExprNames.last(site.call().callee()), List.of())
                    .stream())
        : Stream.empty();
  }

  /// `@EntityGraph(attributePaths = "lines") List<Order> findByOwner(long owner)`.
  private static boolean graphed(Fn query, String relation) {
    return query.decl().annotations().stream()
        .filter(annotation -> annotation.simpleName().equals("EntityGraph"))
        .flatMap(annotation -> annotation.arguments().stream())
        .anyMatch(argument -> {
          return Walker.anyExpression(
              argument.value(),
              expr -> expr instanceof Expr.Literal path && path.text().equals(relation));
        });
  }

  /// The name of a relation: `lines` of `order.lines`, `lines`, and `order.getLines()`.
  private static String relation(Site wait) {
    String name = ExprNames.last(wait.at());
    boolean getter = wait.isCall() && name.length() > 3 && name.startsWith("get");
    return getter ? ExprNames.lower(name.substring(3, 4)) + name.substring(4) : name;
  }

  private static Query query(LoopContext loop) {
    return switch (loop.source()) {
      case Value.Known k -> k.query();
      case Value.Listing l -> l.query();
      default -> Query.NONE;
    };
  }

  /// Whether the query whose rows the loop visits stands in sight; without it nobody knows what was
  /// loaded with it.
  private boolean sourceInSight() {
    return !query(loop).words().isEmpty();
  }

  public Site waits() {
    return path.getLast();
  }

  public Draft draft(Crime crime) {
    Draft draft = scene.at(crime, site);
    draft.chain(
        site.in().unit().location(loop.start(), loop.start() + 1, site.in().symbol()),
        "once per element of " + text());
    draft.path(path);
    if (waits().kind() == Site.Kind.RELATION && !sourceInSight()) {
      draft.sure(Confidence.LOW);
    }
    draft.sure(Excuses.most(loop, site, path));
    if (!waits().has(Word.WRITE) && commands()) {
      draft.sure(Confidence.LOW);
    }
    if (path.size() > 4) {
      draft.sure(Confidence.MEDIUM);
    }
    if (oneOfMany()) {
      draft.sure(Confidence.LOW);
    }
    Extent extent = Extent.around(scene, site);
    draft.quantity(extent.quantity());
    if (extent != Extent.MANY && scene.reach(site.in()) == Sighting.Reach.UNKNOWN) {
      draft.sure(Confidence.LOW);
    }
    return draft.label(site.location(), "1 per element");
  }

  /// Whether only some of the implementations that a call may reach wait, such as one of several
  /// stores of files.
  private boolean oneOfMany() {
    Word wait = waits().has(Word.HTTP) ? Word.HTTP : Word.DATABASE;
    return waits().words().hasAny(wait)
        && path.stream()
            .filter(step -> step.targets().size() > 1)
            .anyMatch(step ->
                step.targets().stream()
                    .anyMatch(target ->
                        scene.program().effects().path(target, wait, false).isEmpty()
                            && scene.program().effects().path(target, wait, true).isEmpty()));
  }

  /// Whether what runs per element writes as well: a command that was made for one element, whose
  /// reads are the lesser part.
  private boolean commands() {
    return path.size() > 1 && !scene.program().effects().from(site, Word.DATABASE, true).isEmpty();
  }

  private String text() {
    return loop.variables().isEmpty() ? "the collection" : loop.variables().getFirst();
  }

  public String sentence(String what) {
    return path.size() == 1
        ? "1 " + what + " per element: `" + site.name() + "` runs in a loop"
        : "1 "
            + what
            + " per element: `"
            + site.name()
            + "` leads to `"
            + waits().name()
            + "` ("
            + waits().location()
            + ")";
  }
}
