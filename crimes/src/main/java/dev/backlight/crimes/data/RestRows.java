package dev.backlight.crimes.data;

import static dev.backlight.crimes.data.Serializers.named;
import static dev.backlight.crimes.data.Serializers.simple;

import dev.backlight.crimes.Scene;
import dev.backlight.crimes.data.RowQueries.Rows;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which rows are given to which serializer of Django REST framework, and what is loaded with them.
final class RestRows {

  /// Names and calls between a serializer and the queryset of its rows.
  private static final int STEPS = 6;

  private final Scene scene;
  private final RowQueries queries;

  RestRows(Scene scene) {
    this.scene = scene;
    this.queries = new RowQueries(scene);
  }

  /// Rows of a model and their serializer. `queryset` stands in `in`; `eager` are the words of the
  /// paths that are loaded with the rows, `*` for all single relations. `loading` if the view, or
  /// what it extends, loads by itself what the serializer's fields name.
  record Listing(
      Fn in,
      Expr queryset,
      Cls model,
      Set<String> eager,
      boolean loading,
      Cls serializer,
      Confidence sure) {

    boolean loads(String relation) {
      return eager.contains(relation) || eager.contains("*");
    }
  }

  Stream<Listing> all() {
    return Stream.concat(
        scene
            .units()
            .filter(unit -> unit.language() == Language.PYTHON)
            .flatMap(unit -> unit.classes().stream())
            .flatMap(this::view),
        scene
            .functions()
            .filter(fn -> fn.unit().language() == Language.PYTHON)
            .flatMap(this::written));
  }

  // Views.

  /// Views that show one row at a time.
  private static final Set<String> SINGLE =
      Set.of(
          "RetrieveAPIView",
          "CreateAPIView",
          "UpdateAPIView",
          "DestroyAPIView",
          "RetrieveUpdateAPIView",
          "RetrieveDestroyAPIView",
          "RetrieveUpdateDestroyAPIView",
          "RetrieveModelMixin",
          "CreateModelMixin",
          "UpdateModelMixin",
          "DestroyModelMixin");

  private static final Set<String> BASE =
      Set.of("GenericViewSet", "GenericAPIView", "APIView", "ViewSet");

  private Stream<Listing> view(Cls view) {
    if (single(view)) {
      return Stream.empty();
    }
    Optional<Rows> rows = rows(view);
    if (rows.isEmpty() || rows.get().chosen()) {
      return Stream.empty();
    }
    Rows found = rows.get();
    List<Cls> serializers = serializers(view, found.model());
    return serializers.stream()
        .limit(1)
        .map(serializer ->
            new Listing(
                found.in(),
                found.at(),
                found.model(),
                found.eager(),
                !view.methods().containsKey("get_queryset") && overridden(view),
                serializer,
                serializers.size() == 1 && !own(found.at()) && !found.lent()
                    ? Confidence.MEDIUM
                    : Confidence.LOW));
  }

  /// Whether a view shows no list of rows.
  private static boolean single(Cls view) {
    Set<String> above = new HashSet<>();
    above(view, STEPS, above);
    return !view.methods().containsKey("list")
        && above.stream().anyMatch(SINGLE::contains)
        && above.stream()
            .allMatch(p ->
                SINGLE.contains(p)
                    || BASE.contains(p)
                    || p.endsWith("Mixin") && !p.equals("ListModelMixin"));
  }

  /// Adds what a class extends outside of the tree, itself or through its parents in it.
  private static void above(Cls cls, int steps, Set<String> into) {
    for (TypeRef type : cls.decl().supertypes()) {
      Optional<Cls> parent =
          cls.parents().stream().filter(p -> p.name().equals(type.simpleName())).findFirst();
      if (parent.isEmpty() || steps == 0) {
        into.add(type.simpleName());
      } else {
        above(parent.get(), steps - 1, into);
      }
    }
  }

  /// The rows of a view: of its own `get_queryset`, or of its field.
  private Optional<Rows> rows(Cls view) {
    List<Fn> own = view.methods().getOrDefault("get_queryset", List.of());
    if (!own.isEmpty()) {
      return returned(own.getFirst(), view);
    }
    return view.field("queryset")
        .map(Field::initial)
        .filter(Expr.Call.class::isInstance)
        .flatMap(queryset -> queries.rows(view.unit().module(), queryset));
  }

  /// Whether what a view extends in the tree chooses the rows.
  private static boolean overridden(Cls view) {
    List<Cls> open = new ArrayList<>(view.parents());
    for (int i = 0; i < open.size() && i < 40; i++) {
      if (open.get(i).methods().containsKey("get_queryset")) {
        return true;
      }
      open.addAll(open.get(i).parents());
    }
    return false;
  }

  /// What `get_queryset` gives: its queries, all of them the same model's, with all they load.
  private Optional<Rows> returned(Fn method, Cls view) {
    List<Expr> values = new ArrayList<>();
    Walker.statements(
        method.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Return r) {
            values.add(r.value());
          }
        });
    Optional<Rows> rows =
        values.stream()
            .flatMap(value -> rows(value, method, Optional.of(view), STEPS).stream())
            .findFirst();
    return rows.map(found -> {
      Set<String> eager = new HashSet<>(found.eager());
      boolean chosen = RowQueries.loaded(method, eager) || found.chosen();
      // `self.queryset.filter(…)`: with what the field loads.
      Optional<Field> field = view.field("queryset");
      if (field.isPresent()) {
        chosen |= RowQueries.loads(field.get().initial(), view.unit().module(), eager);
      }
      return found.with(eager, chosen);
    });
  }

  /// `filter(user=self.request.user)`: what belongs to who asks.
  private static boolean own(Expr queryset) {
    return Walker.anyExpression(
        queryset,
        expr ->
            expr instanceof Expr.Call call
                && call.arguments().stream()
                    .anyMatch(a ->
                        OWNER.contains(a.name())
                                && a.value() instanceof Expr.Member m
                                && m.name().equals("user")
                            || !a.name().contains("__")
                                && a.value() instanceof Expr.Member key
                                && KEYS.contains(key.name())
                                && key.receiver() instanceof Expr.Member user
                                && user.name().equals("user")));
  }

  private static final Set<String> KEYS = Set.of("id", "pk", "uuid");
  private static final Set<String> OWNER = Set.of("user", "owner", "created_by", "author");

  /// The serializers of a view's list.
  private List<Cls> serializers(Cls view, Cls model) {
    List<Fn> chooses = view.methods().getOrDefault("get_serializer_class", List.of());
    if (!chooses.isEmpty()) {
      List<Expr> listed = new ArrayList<>();
      List<Expr> all = new ArrayList<>();
      Walker.statements(
          chooses.getFirst().decl().body(),
          statement -> {
            if (statement instanceof Stmt.If i && mentionsList(i.condition())) {
              listed.addAll(returns(i.then()));
            }
            if (statement instanceof Stmt.Return r) {
              all.add(r.value());
            }
          });
      return (listed.isEmpty() ? all : listed)
          .stream()
              .flatMap(value -> named(scene, simple(value), false).stream())
              .distinct()
              .toList();
    }
    if (view.field("serializer_class").isPresent()) {
      return view
          .field("serializer_class")
          .flatMap(field -> named(scene, simple(field.initial()), false))
          .stream()
          .toList();
    }
    return view.decl().supertypes().stream().anyMatch(p -> REST.matcher(p.simpleName()).find())
        ? named(scene, model.name() + "Serializer", false).stream().toList()
        : List.of();
  }

  private static final Pattern REST = Pattern.compile("ViewSet|APIView|ModelMixin");

  private static boolean mentionsList(Expr condition) {
    return Walker.anyExpression(
        condition, expr -> expr instanceof Expr.Literal l && l.text().equals("list"));
  }

  private static List<Expr> returns(Stmt block) {
    List<Expr> values = new ArrayList<>();
    Walker.statements(
        block,
        statement -> {
          if (statement instanceof Stmt.Return r) {
            values.add(r.value());
          }
        });
    return values;
  }

  // Functions.

  /// `OrderSerializer(rows, many=True)`.
  private Stream<Listing> written(Fn fn) {
    return Walker.calls(fn.decl().body()).stream()
        .filter(call -> !call.arguments().isEmpty() && many(call))
        .flatMap(call ->
            named(scene, simple(call.callee()), false)
                .flatMap(serializer ->
                    rows(call.arguments().getFirst().value(), fn, STEPS)
                        .filter(rows -> !rows.chosen())
                        .map(rows ->
                            new Listing(
                                rows.in(),
                                rows.at(),
                                rows.model(),
                                rows.eager(),
                                false,
                                serializer,
                                rows.lent() ? Confidence.LOW : Confidence.MEDIUM)))
                .stream());
  }

  private static boolean many(Expr.Call call) {
    return call.arguments().stream()
        .anyMatch(a ->
            a.name().equals("many")
                && a.value() instanceof Expr.Literal l
                && l.text().equals("true"));
  }

  private Optional<Rows> rows(Expr value, Fn fn, int steps) {
    Fn at = fn;
    while (at.owner().isEmpty() && at.enclosing().isPresent()) {
      at = at.enclosing().get();
    }
    return rows(value, fn, at.owner(), steps);
  }

  /// The rows that an expression of a function is.
  private Optional<Rows> rows(Expr value, Fn fn, Optional<Cls> view, int steps) {
    if (steps == 0) {
      return Optional.empty();
    }
    return switch (value) {
      case Expr.Name name -> {
        List<Expr> values = assigned(fn, name.id());
        Optional<Rows> first =
            values.stream()
                .filter(v -> !isName(RowQueries.root(v), name.id()))
                .flatMap(v -> rows(v, fn, view, steps - 1).stream())
                .findFirst();
        yield first.map(found -> {
          Set<String> eager = new HashSet<>(found.eager());
          boolean chosen = found.chosen();
          for (Expr v : values) {
            chosen |= RowQueries.loads(v, fn, eager);
          }
          return found.with(eager, chosen);
        });
      }
      case Expr.Call call -> {
        String callee = simple(call.callee()).toLowerCase(Locale.ROOT);
        boolean passes = callee.contains("paginat") || callee.equals("filter_queryset");
        if (passes && !call.arguments().isEmpty()) {
          yield rows(call.arguments().getFirst().value(), fn, view, steps - 1);
        }
        if (callee.equals("get_queryset")
            && isName(RowQueries.root(call), "this")
            && view.isPresent()) {
          yield fn.name().equals("get_queryset") ? Optional.empty() : rows(view.get());
        }
        yield queries
            .rows(fn, call)
            .or(() ->
                RowQueries.root(call) instanceof Expr.Name n && !n.id().equals("this")
                    ? rows(n, fn, view, steps - 1).map(found -> with(found, call, fn))
                    : Optional.empty());
      }
      default -> Optional.empty();
    };
  }

  private Rows with(Rows rows, Expr call, Fn fn) {
    Set<String> eager = new HashSet<>(rows.eager());
    boolean chosen = RowQueries.loads(call, fn, eager) || rows.chosen();
    return rows.with(eager, chosen);
  }

  /// Everything that a function assigns to a name, the whole value where it is taken apart.
  private static List<Expr> assigned(Fn fn, String name) {
    List<Expr> values = new ArrayList<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.targets().stream().anyMatch(target -> binds(target, name))) {
            values.add(a.value());
          }
        });
    return values;
  }

  private static boolean binds(Expr target, String name) {
    return isName(target, name)
        || target instanceof Expr.Collection c
            && c.entries().stream().anyMatch(entry -> isName(entry.value(), name));
  }

  private static boolean isName(Expr expr, String name) {
    return expr instanceof Expr.Name n && n.id().equals(name);
  }
}
