package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.TypeRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the relations of entity classes: Django, SQLAlchemy, peewee, JPA, TypeORM, Entity
/// Framework.
///
/// Entity Framework's navigations load nothing when read unless proxies are switched on; that they
/// are relations tells that they hold what belongs to one row.
final class Entities {

  private static final Set<String> PYTHON_ONE =
      Set.of("ForeignKey", "OneToOneField", "ForeignKeyField", "ParentalKey");
  private static final Set<String> PYTHON_MANY =
      Set.of("ManyToManyField", "ParentalManyToManyField", "TaggableManager");
  private static final Set<String> EAGER_LOADING =
      Set.of("joined", "selectin", "subquery", "immediate", "false", "noload", "raise");

  private static final Set<String> NAVIGATIONS =
      Set.of("ICollection", "Collection", "IList", "List", "ISet", "HashSet", "IEnumerable");

  private final Names names;
  private final Map<Cls, Map<String, Relation>> found = new HashMap<>();

  /// Names of the classes that Entity Framework maps.
  private final Set<String> mapped = new HashSet<>();

  private Entities(Names names) {
    this.names = names;
  }

  static Map<Cls, Map<String, Relation>> of(List<Cls> classes, Names names) {
    Entities entities = new Entities(names);
    classes.stream()
        .filter(type -> type.unit().language() == Language.CSHARP)
        .forEach(entities::mapped);
    for (Cls type : classes) {
      for (Field field : type.decl().fields()) {
        switch (type.unit().language()) {
          case PYTHON -> entities.python(type, field);
          case JAVA -> entities.java(type, field);
          case JAVASCRIPT -> entities.typeOrm(type, field);
          case CSHARP -> entities.navigation(type, field);
          case CONFIG -> {}
        }
      }
    }
    return entities.found;
  }

  /// `DbSet<Order> Orders`, `class OrderMapping : IEntityTypeConfiguration<Order>`.
  private void mapped(Cls type) {
    type.decl().fields().stream()
        .map(Field::type)
        .filter(set -> set.simpleName().equals("DbSet"))
        .forEach(this::mapped);
    type.decl().supertypes().stream()
        .filter(parent -> parent.simpleName().equals("IEntityTypeConfiguration"))
        .forEach(this::mapped);
  }

  private void mapped(TypeRef of) {
    of.arguments().forEach(entity -> mapped.add(entity.simpleName()));
  }

  /// `ICollection<OrderLine> Lines` of a mapped class.
  private void navigation(Cls type, Field field) {
    TypeRef collection = field.type();
    if (mapped.contains(type.name())
        && NAVIGATIONS.contains(collection.simpleName())
        && collection.arguments().size() == 1) {
      inner(type, collection)
          .ifPresent(target ->
              add(
                  type,
                  new Relation(field.name(), true, false, Optional.of(target), Optional.empty())));
    }
  }

  private void add(Cls type, Relation relation) {
    found.computeIfAbsent(type, t -> new LinkedHashMap<>()).putIfAbsent(relation.name(), relation);
  }

  private void python(Cls type, Field field) {
    if (!(field.initial() instanceof Expr.Call call)) {
      return;
    }
    String callee = simpleName(call.callee());
    if (PYTHON_ONE.contains(callee) && isColumn(call)) {
      Optional<Cls> target = target(type, call);
      add(type, new Relation(field.name(), false, true, target, Optional.empty()));
      target.ifPresent(t -> reverse(type, t, call, callee.equals("OneToOneField")));
    } else if (PYTHON_MANY.contains(callee)) {
      Optional<Cls> target = target(type, call);
      add(type, manager(type, field.name(), target));
      target.ifPresent(t -> reverse(type, t, call, false));
    } else if (callee.equals("GenericForeignKey")) {
      add(type, new Relation(field.name(), false, true, Optional.empty(), Optional.empty()));
    } else if (callee.equals("GenericRelation")) {
      add(type, manager(type, field.name(), target(type, call)));
    } else if (callee.equals("relationship") || callee.equals("relation")) {
      sqlAlchemy(type, field, call);
    }
  }

  /// SQLAlchemy's `ForeignKey("users.id")` stands inside a Column and is no relation.
  private static boolean isColumn(Expr.Call call) {
    return call.arguments().isEmpty()
        || !(call.arguments().getFirst().value() instanceof Expr.Literal l)
        || !l.text().contains(".")
        || Character.isUpperCase(l.text().charAt(l.text().indexOf('.') + 1));
  }

  private void sqlAlchemy(Cls type, Field field, Expr.Call call) {
    String lazy = text(call, "lazy");
    TypeRef declared = field.type();
    boolean many =
        declared.isNone()
            ? !text(call, "uselist").equals("false") && field.name().endsWith("s")
            : declared.arguments().stream().anyMatch(a -> !a.arguments().isEmpty())
                || declared.simpleName().equalsIgnoreCase("list");
    add(
        type,
        new Relation(
            field.name(),
            many,
            !EAGER_LOADING.contains(lazy),
            target(type, call).or(() -> inner(type, declared)),
            lazy.equals("dynamic")
                ? names.knowledge(type.unit()).type("Query")
                : Optional.empty()));
  }

  private Optional<Cls> inner(Cls type, TypeRef declared) {
    TypeRef at = declared;
    while (!at.arguments().isEmpty()) {
      at = at.arguments().getFirst();
    }
    return at.isNone() ? Optional.empty() : names.onlyClass(type.unit(), at.simpleName());
  }

  /// Django gives the other side a manager: `related_name`, or `<model>_set`.
  private void reverse(Cls from, Cls to, Expr.Call call, boolean one) {
    String name = text(call, "related_name");
    if (name.endsWith("+")) {
      return;
    }
    String lower = from.name().toLowerCase(Locale.ROOT);
    if (one) {
      String single = name.isEmpty() ? lower : name;
      add(to, new Relation(single, false, true, Optional.of(from), Optional.empty()));
    } else {
      add(to, manager(from, name.isEmpty() ? lower + "_set" : name, Optional.of(from)));
    }
  }

  private Relation manager(Cls type, String name, Optional<Cls> target) {
    return new Relation(
        name,
        true,
        true,
        target,
        names
            .knowledge(type.unit())
            .type("RelatedManager")
            .or(() -> names.knowledge(type.unit()).type("Manager")));
  }

  private Optional<Cls> target(Cls type, Expr.Call call) {
    for (Argument argument : call.arguments()) {
      if (argument.name().isEmpty()
          || argument.name().equals("to")
          || argument.name().equals("argument")) {
        return switch (argument.value()) {
          case Expr.Name n ->
              names
                  .onlyClass(type.unit(), n.id())
                  .or(() ->
                      names.named(type.unit(), n.id()) instanceof Value.ClassOf c
                          ? Optional.of(c.type())
                          : Optional.empty());
          case Expr.Literal l when l.text().equals("self") -> Optional.of(type);
          case Expr.Literal l ->
              names.onlyClass(type.unit(), l.text().substring(l.text().lastIndexOf('.') + 1));
          case Expr.Member m -> names.onlyClass(type.unit(), m.name());
          default -> Optional.empty();
        };
      }
    }
    return Optional.empty();
  }

  private void java(Cls type, Field field) {
    for (Annotation annotation : field.annotations()) {
      String name = annotation.simpleName();
      boolean many =
          name.equals("OneToMany") || name.equals("ManyToMany") || name.equals("ElementCollection");
      boolean one = name.equals("ManyToOne") || name.equals("OneToOne");
      if (!many && !one) {
        continue;
      }
      String fetch =
          annotation.arguments().stream()
              .filter(a -> a.name().equals("fetch"))
              .map(a -> simpleName(a.value()))
              .findFirst()
              .orElse(many ? "LAZY" : "EAGER");
      boolean batched =
          field.annotations().stream()
              .anyMatch(a -> a.simpleName().equals("BatchSize") || a.simpleName().equals("Fetch"));
      Value value = names.types.of(type.unit(), field.type(), type.decl().typeParameters());
      Optional<Cls> target =
          switch (value) {
            case Value.Instance i -> Optional.of(i.type());
            case Value.Listing l when l.element() instanceof Value.Instance i ->
                Optional.of(i.type());
            case Value.Known k
                when !k.arguments().isEmpty()
                    && k.arguments().getLast() instanceof Value.Instance i ->
                Optional.of(i.type());
            default -> Optional.empty();
          };
      add(
          type,
          new Relation(
              field.name(), many, fetch.equals("LAZY") && !batched, target, Optional.empty()));
    }
  }

  private void typeOrm(Cls type, Field field) {
    for (Annotation annotation : field.annotations()) {
      boolean many =
          annotation.simpleName().equals("OneToMany")
              || annotation.simpleName().equals("ManyToMany");
      boolean one =
          annotation.simpleName().equals("ManyToOne") || annotation.simpleName().equals("OneToOne");
      if (many || one) {
        boolean lazy = field.type().simpleName().equals("Promise");
        add(
            type,
            new Relation(field.name(), many, lazy, inner(type, field.type()), Optional.empty()));
      }
    }
  }

  private static String text(Expr.Call call, String argument) {
    return call.arguments().stream()
        .filter(a -> a.name().equals(argument))
        .map(a -> a.value() instanceof Expr.Literal l ? l.text() : simpleName(a.value()))
        .findFirst()
        .orElse("");
  }

  private static String simpleName(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      default -> "";
    };
  }
}
