package dev.backlight.load.imports;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What names and attributes of a Python file were made by, where that is no value of a scenario: a
/// `Faker()`, an open file, a reader of CSV, a cycle.
final class Definitions {

  /// Names that stand for names that stand for names.
  private static final int MAX_STEPS = 16;

  private final Code code;
  private final PythonTop top;

  Definitions(Code code, PythonTop top) {
    this.code = code;
    this.top = top;
  }

  /// The call that made what an expression stands for; empty if it stands for none.
  Optional<Expr.Call> call(Expr expr, Frame frame) {
    Expr at = expr;
    for (int i = 0; i < MAX_STEPS; i++) {
      switch (at) {
        case Expr.Call call -> {
          return Optional.of(call);
        }
        case Expr.Name name -> {
          Optional<Expr> made = ofName(name, frame);
          if (made.isEmpty()) {
            return Optional.empty();
          }
          at = made.get();
        }
        case Expr.Member member -> {
          Optional<Expr> made = ofAttribute(member, frame);
          if (made.isEmpty()) {
            return Optional.empty();
          }
          at = made.get();
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Expr> ofName(Expr.Name name, Frame frame) {
    String id = name.id();
    Expr held = frame.objects().get(id);
    if (held != null) {
      return Optional.of(held);
    }
    if (frame.locals().contains(id) || frame.meanings().containsKey(id)) {
      return Optional.empty();
    }
    return top.made(name);
  }

  /// What a class or a method gives the attribute, if that happens in one place.
  private Optional<Expr> ofAttribute(Expr.Member member, Frame frame) {
    boolean own =
        member.receiver() instanceof Expr.Name name
            && (name.id().equals("this")
                || frame.selves().contains(name.id())
                || code.type(name.id()).isPresent());
    if (!own) {
      return Optional.empty();
    }
    List<Expr> found = new ArrayList<>();
    for (TypeDecl type : code.file().types()) {
      for (TypeDecl.Field field : type.fields()) {
        if (field.name().equals(member.name()) && field.initial() != Expr.NONE) {
          found.add(field.initial());
        }
      }
    }
    for (FunctionDecl function : code.file().functions()) {
      Walker.statements(
          function.body(),
          statement -> {
            if (statement instanceof Stmt.Assign assign
                && assign.targets().size() == 1
                && assign.targets().getFirst() instanceof Expr.Member target
                && target.name().equals(member.name())) {
              found.add(assign.value());
            }
          });
    }
    List<Expr> made = found.stream().distinct().toList();
    return made.size() == 1 ? Optional.of(made.getFirst()) : Optional.empty();
  }

  /// Whether an expression stands for a call of one of `functions`.
  boolean isMadeBy(Expr expr, Frame frame, List<String> functions) {
    return call(expr, frame)
        .filter(made -> functions.contains(code.dotted(made.callee())))
        .isPresent();
  }

  /// Whether what an expression stands for belongs to each user, not to the file.
  boolean isOwn(Expr expr, Frame frame) {
    return !(expr instanceof Expr.Name name) || frame.objects().containsKey(name.id());
  }
}
