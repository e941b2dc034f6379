package dev.backlight.crimes;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Loops that are no loops over data: steps of many, tries, constants, the parts of a program.
final class LoopShapes {

  /// Loops that try again, or that walk in steps of many.
  private static final Pattern STEPS =
      Pattern.compile(
          ".*(retr(y|ies)|attempt|tries|chunk|batch|page|slice|partition|window|bucket|backoff|poll"
              + "|split_?every|iter_?max).*");

  /// Collections that hold the parts a program is put together from.
  private static final Pattern PARTS =
      Pattern.compile(
          ".*(listeners?|handlers?|plugins?|providers?|strateg(y|ies)|hooks?|interceptors?"
              + "|middlewares?|observers?|backends?|adapters?|processors?|locales?|languages?"
              + "|currenc(y|ies)|settings|configs?|configurations?|modes?|drivers?|engines?|databases"
              + "|resolvers?|savers?|validators?|middlewares|(up|down)stream_?(routes?)?s?|services|modules|customfields|enums?"
              + "|partitions?|shards?|servers?|dimensions|checkers|tasks|factor(y|ies)|\\w*sources?|contributors"
              + "|\\w*definitions|extensions|registr(y|ies)|data_?sources?|nodes|peers|brokers|hosts)");

  /// What an installation is configured with: a few of each.
  private static final Pattern SETTINGS =
      Pattern.compile(
          "_?(config|configuration|settings|app_?settings|appsettings|Options|_options)");

  private LoopShapes() {}

  /// Events that come one at a time: nobody could ask for all of them at once.
  private static final Pattern EVENTS =
      Pattern.compile("a?iter_(lines|text|bytes|messages)|subscribe|listen|consume|ReadAllAsync");

  static boolean steps(LoopContext loop) {
    Expr source = loop.sourceExpr();
    // The elements of one batch are elements: `for (var name : batch)`.
    boolean one =
        (source instanceof Expr.Name || source instanceof Expr.Member)
            && !ExprNames.last(source).endsWith("s");
    if (loop.variables().stream().anyMatch(v -> STEPS.matcher(ExprNames.lower(v)).matches())
        || !one
            && ExprNames.identifiers(source).stream()
                .anyMatch(id -> STEPS.matcher(ExprNames.lower(id)).matches())) {
      return true;
    }
    if (source instanceof Expr.Call events && EVENTS.matcher(ExprNames.last(events)).matches()) {
      return true;
    }
    if (loop.kind() == LoopContext.Kind.COUNTING) {
      return strides(loop.body());
    }
    return source instanceof Expr.Call c
        && c.callee() instanceof Expr.Name n
        && n.id().equals("range")
        && (c.arguments().size() == 3
            || loop.variables().stream().allMatch(v -> v.startsWith("_")));
  }

  /// `i += size`: the step stands last in the body.
  private static boolean strides(Stmt.Block body) {
    if (body.statements().isEmpty() || !(body.statements().getLast() instanceof Stmt.Assign step)) {
      return false;
    }
    return step.operator().equals("+=")
        && !(step.value() instanceof Expr.Literal l && l.text().equals("1"));
  }

  /// Whether a loop visits what the program or its configuration is put together from.
  static boolean overParts(LoopContext loop, Site site) {
    if (loop.sourceExpr() instanceof Expr.Member || loop.sourceExpr() instanceof Expr.Call) {
      List<String> ids = ExprNames.identifiers(loop.sourceExpr());
      boolean script = site.in().unit().language() == Language.JAVASCRIPT;
      if (ids.size() > 1
          && ids.stream()
              .anyMatch(id -> SETTINGS.matcher(id).matches() || !script && id.equals("options"))) {
        return true;
      }
    }
    return loop.kind() != LoopContext.Kind.COUNTING
        && Stream.of(loop.sourceExpr(), collection(loop.sourceExpr(), site.in(), LONGEST))
            .flatMap(expr -> ExprNames.subject(expr).stream())
            .anyMatch(id -> PARTS.matcher(ExprNames.lower(id)).matches());
  }

  /// Whether a name is one of the parts or settings of a program.
  static boolean configured(String name) {
    return PARTS.matcher(ExprNames.lower(name)).matches() || SETTINGS.matcher(name).matches();
  }

  /// What was filtered: `jobs` for `Object.values(jobs).filter(…)`, there or in the line before.
  private static Expr collection(Expr expr, Fn fn, int steps) {
    return switch (expr) {
      case Expr.Name name -> {
        List<Expr> values = values(fn, name.id());
        // `ids = ids.filter(…)` leads back to itself.
        yield steps > 0 && values.size() == 1 && values.getFirst() instanceof Expr.Call call
            ? collection(call, fn, steps - 1)
            : name;
      }
      case Expr.Call call when call.callee() instanceof Expr.Member m -> {
        boolean object = m.receiver() instanceof Expr.Name n && n.id().equals("Object");
        if (object && call.arguments().size() == 1) {
          yield collection(call.arguments().getFirst().value(), fn, steps);
        }
        yield FILTERS.contains(m.name()) ? collection(m.receiver(), fn, steps) : call;
      }
      default -> expr;
    };
  }

  private static final int LONGEST = 4;
  private static final Set<String> FILTERS =
      Set.of("filter", "Where", "sort", "sorted", "OrderBy", "stream", "toList", "ToList");

  /// What stands in the source: an enum's values, a constant of the class or module.
  static boolean constant(LoopContext loop, Fn fn) {
    if (loop.source() instanceof Value.ClassOf) {
      return true;
    }
    return switch (loop.sourceExpr()) {
      case Expr.Call c when c.callee() instanceof Expr.Member m -> {
        boolean type = m.receiver() instanceof Expr.Name n && ExprNames.capital(n.id());
        yield type
                && Set.of("values", "GetValues", "GetNames", "allOf", "entries").contains(m.name())
                && c.arguments().size() < 2
            || m.receiver() instanceof Expr.Name o
                && o.id().equals("Object")
                && c.arguments().size() == 1
                && ExprNames.subject(c.arguments().getFirst().value())
                    .filter(ExprNames::capital)
                    .isPresent()
            || Set.of("items", "keys", "values", "entries", "entrySet", "keySet", "stream")
                    .contains(m.name())
                && fixed(m.receiver(), fn);
      }
      case Expr.Call c when c.callee() instanceof Expr.Name && c.arguments().size() == 1 ->
          fixed(c.arguments().getFirst().value(), fn);
      case Expr.Member m when m.name().equals("values") || m.name().equals("Keys") ->
          fixed(m.receiver(), fn);
      default -> fixed(loop.sourceExpr(), fn);
    };
  }

  private static boolean fixed(Expr source, Fn fn) {
    Optional<String> name =
        switch (source) {
          case Expr.Name n -> Optional.of(n.id());
          case Expr.Member m -> Optional.of(m.name());
          default -> Optional.empty();
        };
    if (name.isEmpty()) {
      return false;
    }
    String id = name.get();
    if (id.length() > 2 && id.equals(id.toUpperCase(Locale.ROOT)) && ExprNames.capital(id)) {
      return true;
    }
    Optional<TypeDecl.Field> field = owner(fn).flatMap(cls -> cls.field(id));
    if (field.isPresent()) {
      return field.get().isStatic() && field.get().isFinal()
          || field.get().initial() instanceof Expr.Collection c && !c.entries().isEmpty();
    }
    return source instanceof Expr.Name && assigned(fn, id)
        || source instanceof Expr.Name && assigned(fn.unit().module(), id);
  }

  private static Optional<Cls> owner(Fn fn) {
    return fn.outwards().flatMap(at -> at.owner().stream()).findFirst();
  }

  /// Whether a function gives a name a literal collection and nothing else.
  private static boolean assigned(Fn fn, String id) {
    List<Expr> values = values(fn, id);
    return !values.isEmpty()
        && values.stream()
            .allMatch(value ->
                value instanceof Expr.Collection c
                    && !c.entries().isEmpty()
                    && c.entries().stream().noneMatch(Expr.Collection.Entry::spread));
  }

  /// What a function assigns to a name.
  static List<Expr> values(Fn fn, String id) {
    List<Expr> values = new ArrayList<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a) {
            a.targets().forEach(target -> value(target, a.value(), id).ifPresent(values::add));
          }
        });
    return values;
  }

  /// What an assignment gives a name: its value, or for `const { rows } = result` what
  /// `result.rows` is.
  private static Optional<Expr> value(Expr target, Expr value, String id) {
    return switch (target) {
      case Expr.Name n when n.id().equals(id) -> Optional.of(value);
      case Expr.Collection pattern when pattern.kind() == Expr.Collection.Kind.MAP ->
          pattern.entries().stream()
              .filter(entry -> entry.value() instanceof Expr.Name n && n.id().equals(id))
              .filter(entry -> entry.key() instanceof Expr.Literal)
              .map(entry ->
                  (Expr)
                      new Expr.Member(
                          value.start(), value.end(), value, ((Expr.Literal) entry.key()).text()))
              .findFirst();
      default -> Optional.empty();
    };
  }
}
