package dev.backlight.crimes.data;

import dev.backlight.crimes.Breadth;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Program;
import dev.backlight.source.program.Unit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The columns that something in the tree indexes: models, migrations, model builders. A name that
/// is indexed anywhere counts as indexed everywhere, so that no index is overlooked.
final class Indexed {

  private static final Set<String> MAKERS =
      Set.of(
          "index",
          "uniqueconstraint",
          "ginindex",
          "gistindex",
          "brinindex",
          "btreeindex",
          "hashindex",
          "addindex",
          "createindex",
          "create_index",
          "create_unique_constraint",
          "hasindex",
          "haskey",
          "hasalternatekey",
          "alterindextogether",
          "alteruniquetogether",
          "addconstraint",
          "opclass",
          "upper",
          "lower",
          "unique",
          "primarykey",
          "uniqueindex",
          "runsql",
          "query",
          "execute",
          "sql",
          "tableindex",
          "addunique");
  private static final Set<String> FIELDS =
      Set.of("indexes", "index_together", "unique_together", "constraints", "__table_args__");
  private static final Set<String> SELF_INDEXED =
      Set.of(
          "ForeignKey",
          "OneToOneField",
          "SlugField",
          "AutoField",
          "BigAutoField",
          "ParentalKey",
          "TreeForeignKey",
          "GenericForeignKey",
          "ManyToManyField");
  private static final Set<String> FEW_VALUES =
      Set.of("BooleanField", "NullBooleanField", "bool", "boolean", "Boolean");
  private static final Set<String> INDEXING =
      Set.of(
          "Index",
          "Unique",
          "PrimaryColumn",
          "PrimaryGeneratedColumn",
          "Key",
          "ManyToOne",
          "OneToOne",
          "OneToMany",
          "ManyToMany",
          "PrimaryKey",
          "ForeignKey",
          "Id");

  private final Set<String> named = new HashSet<>();

  private Indexed() {}

  static Indexed of(Program program) {
    Indexed indexed = new Indexed();
    for (Unit unit : program.units()) {
      for (FunctionDecl function : unit.file().functions()) {
        Walker.calls(function.body()).forEach(call -> indexed.call(call, unit));
      }
      for (Cls cls : unit.classes()) {
        cls.decl().annotations().forEach(a -> indexed.annotation(a, unit));
        for (Field field : cls.decl().fields()) {
          if (FIELDS.contains(field.name())) {
            indexed.names(field.initial(), unit);
          } else {
            Walker.expressions(
                field.initial(),
                expr -> {
                  if (expr instanceof Expr.Call call && name(call.callee()).equals("Index")) {
                    indexed.call(call, unit);
                  }
                });
          }
        }
      }
    }
    return indexed;
  }

  private void call(Expr.Call call, Unit unit) {
    if (MAKERS.contains(name(call.callee()).toLowerCase(Locale.ROOT))) {
      call.arguments().forEach(argument -> names(argument.value(), unit));
    }
  }

  private void annotation(Annotation annotation, Unit unit) {
    if (Set.of("Index", "Unique", "Table", "PrimaryKey").contains(annotation.simpleName())) {
      annotation.arguments().forEach(argument -> names(argument.value(), unit));
    }
  }

  private void names(Expr expr, Unit unit) {
    Walker.expressions(
        expr,
        inner -> {
          switch (inner) {
            case Expr.Literal l when l.kind() == Expr.Literal.Kind.STRING -> text(l.text());
            case Expr.Template t -> text(t.text());
            case Expr.Member m -> add(m.name());
            case Expr.Name n -> add(n.id());
            case Expr.Lambda l -> names(unit.file().functions().get(l.function()));
            default -> {}
          }
        });
  }

  private void names(FunctionDecl function) {
    Walker.expressions(
        function.body(),
        inner -> {
          if (inner instanceof Expr.Member m) {
            add(m.name());
          }
        });
  }

  private void text(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.contains(" ")
        && !upper.contains("INDEX")
        && !upper.contains("UNIQUE")
        && !upper.contains("PRIMARY KEY")) {
      return;
    }
    for (String part : text.split("[^A-Za-z0-9_]+")) {
      add(part);
    }
  }

  private void add(String name) {
    named.add(plain(name));
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /// Whether an index may serve a lookup by the column; also if the column is not in sight.
  boolean covers(Cls entity, String column) {
    String lower = column.toLowerCase(Locale.ROOT);
    if (lower.equals("id")
        || lower.equals("pk")
        || lower.endsWith("_id")
        || column.endsWith("Id")
        || lower.endsWith("uuid")
        || lower.equals("slug")
        || named.contains(plain(column))) {
      return true;
    }
    Optional<Field> field = UnindexedLookup.field(entity, column);
    if (field.isEmpty()) {
      return true;
    }
    if (field.get().annotations().stream()
        .anyMatch(a -> INDEXING.contains(a.simpleName()) || flagged(a.arguments()))) {
      return true;
    }
    return field.get().initial() instanceof Expr.Call call
        && (SELF_INDEXED.contains(name(call.callee()))
            || name(call.callee()).contains("Foreign")
            || flagged(call.arguments()));
  }

  private static boolean flagged(List<Argument> arguments) {
    return arguments.stream()
        .anyMatch(a ->
            Set.of("db_index", "unique", "primary_key", "index", "primary", "unique_for_date")
                        .contains(a.name())
                    && !(a.value() instanceof Expr.Literal l && l.text().equalsIgnoreCase("false"))
                || a.value() instanceof Expr.Collection c
                    && c.entries().stream()
                        .anyMatch(e ->
                            e.key() instanceof Expr.Literal key
                                && Set.of("unique", "index", "primary").contains(key.text())));
  }

  /// Whether an index on the column would leave few rows.
  boolean selective(Cls entity, String column) {
    return UnindexedLookup.field(entity, column)
        .filter(field ->
            !FEW_VALUES.contains(field.type().simpleName())
                && !(field.initial() instanceof Expr.Call call
                    && (FEW_VALUES.contains(name(call.callee()))
                        || call.arguments().stream().anyMatch(a -> a.name().equals("choices"))))
                && !Breadth.isState(column)
                && !column
                    .toLowerCase(Locale.ROOT)
                    .matches(
                        "(is|has)_.*|type|kind|.*at|.*enabled|order|position|value|.*quantity.*|.*count.*"))
        .isPresent();
  }

  private static String name(Expr callee) {
    return switch (callee) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      default -> "";
    };
  }
}
