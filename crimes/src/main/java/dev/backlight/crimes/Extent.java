package dev.backlight.crimes;

import dev.backlight.model.Language;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How many elements a loop visits, as far as the source tells: rows that grow with a table are a
/// page at least, what belongs to one parent or came with one request is few.
///
/// The order is from few to many; of several loops around a place, and of several callers, the
/// largest counts.
public enum Extent {
  /// What belongs to one record, came with one request, or is configured.
  FEW,
  /// Nobody can tell from here.
  OPEN,
  /// The rows of a table or of a part that grows with it, the lines of a file, a page of either.
  MANY;

  private static final int DEPTH = 6;

  /// Callers of a function that are asked; more say nothing new.
  private static final int CALLERS = 8;

  /// The number of elements to reckon with: N.
  public Quantity quantity() {
    return switch (this) {
      case FEW -> elements(10, 2, "what belongs to one record");
      case OPEN -> elements(50, 10, "elements of a list with no known size");
      case MANY -> elements(50, 50, "rows that grow with a table: a page");
    };
  }

  private static Quantity elements(double usual, double least, String why) {
    return new Quantity("N", usual, least, "", Provenance.DEFAULT, "default: " + why);
  }

  /// Of the loops around a place, the one over most.
  public static Extent around(Scene scene, Site site) {
    if (site.loops().stream().anyMatch(Extent::scripted)) {
      return FEW;
    }
    return site.loops().stream()
        .filter(loop -> !loop.fixed())
        .map(loop -> of(scene, loop, site.in()))
        .max(Comparator.naturalOrder())
        .orElse(OPEN);
  }

  private static Extent of(Scene scene, LoopContext loop, Fn fn) {
    if (Payload.brings(loop, fn)) {
      return FEW;
    }
    return new Reading(scene).of(loop.sourceExpr(), fn, DEPTH);
  }

  /// The statements of an installation, one by one: `for (var sql : script)`.
  private static boolean scripted(LoopContext loop) {
    return loop.variables().stream().anyMatch(v -> ExtentWords.SCRIPT.matcher(v).matches());
  }

  private record Reading(Scene scene) {

    Extent of(Expr source, Fn fn, int depth) {
      if (depth == 0) {
        return OPEN;
      }
      return switch (source) {
        case Expr.Await a -> of(a.value(), fn, depth);
        case Expr.Cast c -> of(c.value(), fn, depth);
        case Expr.Name n -> name(n, fn, depth);
        case Expr.Member m -> member(m, fn, depth);
        case Expr.Call c -> call(c, fn, depth);
        case Expr.Operation o when o.operator().equals("slice") -> OPEN;
        case Expr.Operation o -> most(o.operands().stream().map(x -> of(x, fn, depth - 1)));
        case Expr.Comprehension c when !c.clauses().isEmpty() ->
            most(c.clauses().stream().map(clause -> of(clause.source(), fn, depth - 1)));
        case Expr.Collection c ->
            most(
                c.entries().stream()
                    .filter(Expr.Collection.Entry::spread)
                    .map(entry -> of(entry.value(), fn, depth - 1)));
        default -> OPEN;
      };
    }

    /// What is known beats what is open: `rows or []`.
    private static Extent most(Stream<Extent> extents) {
      List<Extent> all = extents.toList();
      if (all.contains(MANY)) {
        return MANY;
      }
      return all.isEmpty() || all.contains(OPEN) ? OPEN : FEW;
    }

    private Extent name(Expr.Name name, Fn fn, int depth) {
      Optional<Extent> rows = query(name, fn);
      if (rows.isPresent() && rows.get() != OPEN) {
        return rows.get();
      }
      Optional<Fn> at = Optional.of(fn);
      for (int i = 0; i < 4 && at.isPresent(); i++) {
        Fn here = at.get();
        List<Expr> values =
            LoopShapes.values(here, name.id()).stream()
                .filter(value -> !mentions(value, name.id()) && !empty(value))
                .toList();
        List<Extent> put = put(name.id(), here, depth);
        if (!put.isEmpty()) {
          return most(put.stream());
        }
        if (!values.isEmpty()) {
          return most(values.stream().map(value -> of(value, here, depth - 1)));
        }
        if (here.decl().parameters().stream().anyMatch(p -> p.name().equals(name.id()))) {
          return handed(here, name.id(), depth);
        }
        at = here.enclosing();
      }
      return OPEN;
    }

    /// What is put into a collection, in a loop of its own or all at once.
    private List<Extent> put(String id, Fn fn, int depth) {
      List<Extent> extents = new ArrayList<>();
      Walker.statements(
          fn.decl().body(),
          statement -> {
            if (statement instanceof Stmt.Loop loop
                && puts(loop.body(), id, ExtentWords.ONE_BY_ONE).isPresent()) {
              extents.add(of(loop.source(), fn, depth - 1));
            }
          });
      puts(fn.decl().body(), id, ExtentWords.AT_ONCE)
          .ifPresent(call -> extents.add(of(call.arguments().getFirst().value(), fn, depth - 1)));
      return extents;
    }

    private static Optional<Expr.Call> puts(Stmt body, String id, Set<String> by) {
      return Walker.calls(body).stream()
          .filter(call ->
              call.callee() instanceof Expr.Member m
                  && by.contains(m.name())
                  && m.receiver() instanceof Expr.Name n
                  && n.id().equals(id)
                  && !call.arguments().isEmpty())
          .findFirst();
    }

    /// What callers hand over for a parameter.
    private Extent handed(Fn fn, String name, int depth) {
      return most(
          Given.to(scene, fn, name)
              .limit(CALLERS)
              .map(given -> of(given.value(), given.fn(), Math.max(0, depth - 2))));
    }

    private Extent member(Expr.Member member, Fn fn, int depth) {
      Optional<Extent> rows = query(member, fn);
      if (rows.isPresent()) {
        return rows.get();
      }
      boolean relation =
          fn.sites().stream()
              .anyMatch(
                  site -> site.kind() == Site.Kind.RELATION && site.at().start() == member.start());
      if (relation || LoopShapes.configured(member.name())) {
        return FEW;
      }
      return ExtentWords.WHOLE.contains(member.name())
          ? of(member.receiver(), fn, depth - 1)
          : OPEN;
    }

    /// `order.lines`, `order.lines.all()`: what one row has of others.
    private static boolean related(Expr at, Fn fn) {
      boolean manager =
          fn.unit().language() == Language.PYTHON
              && at instanceof Expr.Call call
              && call.callee() instanceof Expr.Member all
              && all.name().equals("all")
              && all.receiver() instanceof Expr.Member rows
              && rows.receiver() instanceof Expr.Name row
              && !ExprNames.capital(row.id())
              && !ALL_ROWS.matcher(rows.name()).matches();
      return manager
          || fn.sites().stream()
              .anyMatch(
                  site -> site.kind() == Site.Kind.RELATION && site.at().start() == at.start());
    }

    private static final Pattern ALL_ROWS =
        Pattern.compile("objects|\\w*(manager|query|queryset|qs)");

    private Extent call(Expr.Call call, Fn fn, int depth) {
      String name = ExprNames.last(call.callee());
      if (ExtentWords.TYPED.contains(name)) {
        return FEW;
      }
      if (ExtentWords.LINES.matcher(name).matches()
          || ExprNames.identifiers(call.callee()).stream()
              .anyMatch(id -> ExtentWords.FILE.matcher(id).matches())) {
        return MANY;
      }
      Optional<Extent> rows = query(call, fn);
      if (rows.isPresent() && rows.get() != OPEN) {
        return rows.get();
      }
      if (related(call, fn)) {
        return FEW;
      }
      List<Fn> targets =
          fn.sites().stream()
              .filter(site -> site.at() == call)
              .flatMap(site -> site.targets().stream())
              .toList();
      if (!targets.isEmpty() && targets.size() <= 3) {
        Extent given =
            most(
                targets.stream()
                    .flatMap(target ->
                        returned(target).stream().map(value -> of(value, target, depth - 1))));
        // `urls.ThatAreStreaming()`: an extension method gives of what it was called on.
        return given == OPEN
                && targets.stream().allMatch(target -> target.is(Trait.EXTENSION))
                && call.callee() instanceof Expr.Member m
            ? of(m.receiver(), fn, depth - 1)
            : given;
      }
      if (!ExtentWords.SAME.contains(name)) {
        return OPEN;
      }
      Extent arguments =
          most(call.arguments().stream().limit(2).map(a -> of(a.value(), fn, depth - 1)));
      if (name.equals("set") && arguments == MANY) {
        // However many rows there are, their distinct values may be few.
        return OPEN;
      }
      return call.callee() instanceof Expr.Member m && arguments != MANY
          ? of(m.receiver(), fn, depth - 1) == MANY ? MANY : of(m.receiver(), fn, depth - 1)
          : arguments;
    }

    /// The rows of a query that starts or ends here.
    private Optional<Extent> query(Expr at, Fn fn) {
      return fn.sites().stream()
          .filter(site ->
              site.at() == at
                  && (site.words().hasAny(Word.DATABASE, Word.BUILDS)
                      || !site.query().words().isEmpty())
                  && !site.has(Word.SCALAR))
          .findFirst()
          .map(Reading::rows);
    }

    private static Extent rows(Site site) {
      if (site.kind() == Site.Kind.RELATION) {
        return FEW;
      }
      if (site.query().limit() > 0 && site.query().limit() < 20) {
        return FEW;
      }
      if (!QueryChain.of(site).textInSight()) {
        return OPEN;
      }
      return switch (Breadth.of(site)) {
        case TABLE, STATE -> MANY;
        case PART -> owned(site) ? MANY : FEW;
        case SMALL -> FEW;
        case UNKNOWN -> OPEN;
      };
    }

    /// All that one user or tenant has: a single filter, and that by its owner.
    private static boolean owned(Site site) {
      List<String> filters =
          QueryChain.of(site).calls().stream()
              .flatMap(call -> call.arguments().stream())
              .map(Argument::name)
              .filter(name -> !name.isEmpty())
              .collect(Collectors.toCollection(ArrayList::new));
      if (filters.isEmpty() && site.isCall()) {
        Sql.in(site.call(), site.arguments()).flatMap(Sql::onlyCondition).ifPresent(filters::add);
      }
      return filters.size() == 1 && ExtentWords.OWNER.matcher(filters.getFirst()).matches();
    }

    private static List<Expr> returned(Fn fn) {
      List<Expr> values = new ArrayList<>();
      Walker.statements(
          fn.decl().body(),
          statement -> {
            if (statement instanceof Stmt.Return r && !empty(r.value())) {
              values.add(r.value());
            }
          });
      return values;
    }

    private static boolean empty(Expr value) {
      return value == Expr.NONE
          || value instanceof Expr.Literal
          || value instanceof Expr.Collection c && c.entries().isEmpty()
          || value instanceof Expr.Call c && c.constructs() && c.arguments().isEmpty();
    }

    private static boolean mentions(Expr value, String id) {
      return Walker.anyExpression(value, expr -> expr instanceof Expr.Name n && n.id().equals(id));
    }
  }
}
