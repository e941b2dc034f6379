package dev.backlight.source.program;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Entry;
import dev.backlight.source.knowledge.Outcome;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Methods whose statement stands in their annotation, of Jdbi and MyBatis: what they ask is known
/// whatever they are called.
final class AnnotatedStatements {

  private static final Set<String> READS = Set.of("SqlQuery", "Select", "SelectProvider");
  private static final Set<String> WRITES =
      Set.of(
          "SqlUpdate",
          "SqlBatch",
          "Insert",
          "Update",
          "Delete",
          "InsertProvider",
          "UpdateProvider",
          "DeleteProvider");
  private static final Set<String> LISTS =
      Set.of("List", "Set", "Collection", "Iterable", "Stream", "ResultIterable", "ResultIterator");

  private AnnotatedStatements() {}

  /// What such a method does when it is called; `client` is the library's type of its interface.
  static Optional<Entry> of(List<Fn> methods, Value.Known client) {
    if (methods.size() != 1 || !methods.getFirst().is(Trait.ABSTRACT)) {
      return Optional.empty();
    }
    Fn method = methods.getFirst();
    for (Annotation annotation : method.decl().annotations()) {
      boolean writes = WRITES.contains(annotation.simpleName());
      if (writes || READS.contains(annotation.simpleName())) {
        Optional<Sql> sql = sql(annotation);
        return Optional.of(
            new Entry(
                client.type().library(),
                client.type().name() + "." + method.name(),
                words(method, annotation, writes || sql.filter(Sql::writes).isPresent(), sql),
                Outcome.NOTHING));
      }
    }
    return Optional.empty();
  }

  private static Words words(Fn method, Annotation annotation, boolean writes, Optional<Sql> sql) {
    Words words = Words.of(Word.DATABASE);
    if (writes) {
      words = words.plus(Word.WRITE);
      return annotation.simpleName().equals("SqlBatch") ? words.plus(Word.BULK) : words;
    }
    boolean many = LISTS.contains(method.decl().returns().simpleName());
    return words.plus(many ? Word.MANY : Word.ONE).plus(sql.map(Sql::words).orElse(Words.NONE));
  }

  private static Optional<Sql> sql(Annotation annotation) {
    return annotation.arguments().stream()
        .flatMap(argument ->
            argument.value() instanceof Expr.Literal text
                ? Sql.of(text.text()).stream()
                : Optional.<Sql>empty().stream())
        .findFirst();
  }
}
