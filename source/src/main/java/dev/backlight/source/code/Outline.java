package dev.backlight.source.code;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A lowered file as text, for tests and for a look at what a front end made of a program.
///
/// ```
/// from app.db import find as find
/// class Shop(Base) @entity
///   field name: str = "x" [static]
/// function #1 Shop.total(orders: list<Order>) -> int [public]
///   for order in orders
///     let price = await(this.db.find([order.id], limit=1))
/// ```
///
/// `_` is the absent expression, `fn#3` the lambda whose body is function 3. The module's function
/// comes first and only if it has statements.
public final class Outline {

  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder();
  private final SourceFile file;

  private Outline(SourceFile file) {
    this.file = file;
  }

  /// The whole file; each line ends with `\n`.
  public static String of(SourceFile file) {
    Outline outline = new Outline(file);
    file.imports().forEach(outline::importLine);
    file.exports()
        .forEach(e -> outline.line(0, "export " + e.name() + " = " + ExprText.of(e.value())));
    file.types().forEach(outline::type);
    for (FunctionDecl function : file.functions()) {
      if (!function.is(FunctionDecl.Trait.MODULE) || !function.body().statements().isEmpty()) {
        outline.function(function);
      }
    }
    for (SourceFile.Comment mark : file.marks()) {
      outline.line(0, "mark " + file.lines().line(mark.start()) + ": " + mark.text());
    }
    return outline.out.toString();
  }

  /// One function with its body.
  public static String of(SourceFile file, FunctionDecl function) {
    Outline outline = new Outline(file);
    outline.function(function);
    return outline.out.toString();
  }

  /// One expression.
  public static String of(Expr expr) {
    return ExprText.of(expr);
  }

  private void line(int depth, String text) {
    out.repeat(INDENT, depth).append(text).append('\n');
  }

  private void importLine(Import import_) {
    String alias = import_.alias().isEmpty() ? "" : " as " + import_.alias();
    line(
        0,
        import_.name().isEmpty()
            ? "import " + import_.module() + alias
            : "from " + import_.module() + " import " + import_.name() + alias);
  }

  private void type(TypeDecl type) {
    String name = type.qualifier().isEmpty() ? type.name() : type.qualifier() + "." + type.name();
    String parameters =
        type.typeParameters().isEmpty() ? "" : "<" + String.join(", ", type.typeParameters()) + ">";
    String supertypes =
        type.supertypes().isEmpty()
            ? ""
            : type.supertypes().stream()
                .map(ExprText::of)
                .collect(Collectors.joining(", ", "(", ")"));
    String place =
        (type.outer() < 0 ? "" : " in " + file.types().get(type.outer()).name())
            + (type.within() < 1 ? "" : " in #" + type.within());
    line(
        0,
        lower(type.kind())
            + " "
            + name
            + parameters
            + supertypes
            + place
            + traits(type.traits())
            + ExprText.annotations(type.annotations()));
    for (TypeDecl.Field field : type.fields()) {
      String traits =
          field.isStatic()
              ? field.isFinal() ? " [static, final]" : " [static]"
              : field.isFinal() ? " [final]" : "";
      line(
          1,
          "field "
              + field.name()
              + typed(field.type())
              + (field.initial() == Expr.NONE ? "" : " = " + ExprText.of(field.initial()))
              + traits
              + ExprText.annotations(field.annotations()));
    }
  }

  private void function(FunctionDecl function) {
    String owner = function.type() < 0 ? "" : file.types().get(function.type()).name() + ".";
    String parameters =
        function.parameters().stream().map(Outline::parameter).collect(Collectors.joining(", "));
    line(
        0,
        "function #"
            + function.id()
            + " "
            + owner
            + (function.name().isEmpty() ? "_" : function.name())
            + "("
            + parameters
            + ")"
            + (function.returns().isNone() ? "" : " -> " + ExprText.of(function.returns()))
            + (function.enclosing() < 1 ? "" : " in #" + function.enclosing())
            + traits(function.traits())
            + ExprText.annotations(function.annotations()));
    block(1, function.body());
  }

  private static String parameter(FunctionDecl.Parameter parameter) {
    return (parameter.rest() ? "*" : "")
        + parameter.name()
        + typed(parameter.type())
        + (parameter.initial() == Expr.NONE ? "" : " = " + ExprText.of(parameter.initial()))
        + ExprText.annotations(parameter.annotations());
  }

  private static String typed(TypeRef type) {
    return type.isNone() ? "" : ": " + ExprText.of(type);
  }

  private static String traits(Collection<? extends Enum<?>> traits) {
    return traits.isEmpty()
        ? ""
        : traits.stream().sorted().map(Outline::lower).collect(Collectors.joining(", ", " [", "]"));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void block(int depth, Stmt.Block block) {
    block.statements().forEach(statement -> statement(depth, statement));
  }

  private void statement(int depth, Stmt statement) {
    switch (statement) {
      case Stmt.If branch -> {
        line(depth, "if " + ExprText.of(branch.condition()));
        block(depth + 1, branch.then());
        if (!branch.otherwise().statements().isEmpty()) {
          line(depth, "else");
          block(depth + 1, branch.otherwise());
        }
      }
      case Stmt.Loop loop -> {
        line(depth, header(loop));
        block(depth + 1, loop.body());
      }
      case Stmt.Choice choice -> {
        line(depth, "choice " + ExprText.of(choice.subject()));
        for (Stmt.Block arm : choice.arms()) {
          line(depth + 1, "arm");
          block(depth + 2, arm);
        }
      }
      case Stmt.Try attempt -> attempt(depth, attempt);
      case Stmt.Scope scope -> {
        line(depth, header(scope));
        block(depth + 1, scope.body());
      }
      case Stmt.Block block -> {
        line(depth, "block");
        block(depth + 1, block);
      }
      case Stmt.Evaluate _,
          Stmt.Assign _,
          Stmt.Return _,
          Stmt.Throw _,
          Stmt.Jump _,
          Stmt.Define _ ->
          line(depth, simple(statement));
    }
  }

  private void attempt(int depth, Stmt.Try attempt) {
    line(depth, "try");
    block(depth + 1, attempt.body());
    for (Stmt.Try.Catch handler : attempt.catches()) {
      String types =
          handler.types().stream().map(ExprText::of).collect(Collectors.joining(" | ", " ", ""));
      String variable = handler.variable().isEmpty() ? "" : " as " + handler.variable();
      line(depth, ("catch" + types).stripTrailing() + variable);
      block(depth + 1, handler.body());
    }
    if (!attempt.last().statements().isEmpty()) {
      line(depth, "finally");
      block(depth + 1, attempt.last());
    }
  }

  private String header(Stmt.Loop loop) {
    String async = loop.async() ? "async " : "";
    return switch (loop.kind()) {
      case EACH -> async + "for " + ExprText.list(loop.targets()) + " in " + text(loop.source());
      case WHILE -> async + "while " + text(loop.source());
      case COUNTING ->
          loop.before().stream()
              .map(this::simple)
              .collect(Collectors.joining("; ", "count (", ") while " + text(loop.source())));
    };
  }

  private static String header(Stmt.Scope scope) {
    String keyword = scope.kind() == Stmt.Scope.Kind.LOCK ? "lock " : "with ";
    return scope.resources().stream()
        .map(resource ->
            resource.target() == Expr.NONE
                ? text(resource.value())
                : text(resource.target()) + " = " + text(resource.value()))
        .collect(Collectors.joining(", ", (scope.async() ? "async " : "") + keyword, ""));
  }

  /// A statement without blocks; one that has blocks is shown by its kind alone.
  private String simple(Stmt statement) {
    return switch (statement) {
      case Stmt.Evaluate evaluate -> text(evaluate.value());
      case Stmt.Assign assign ->
          (assign.declares() ? "let " : "")
              + ExprText.list(assign.targets())
              + typed(assign.type())
              + (assign.value() == Expr.NONE
                  ? ""
                  : " " + assign.operator() + " " + text(assign.value()));
      case Stmt.Return returns -> ("return " + optional(returns.value())).stripTrailing();
      case Stmt.Throw throwing -> ("throw " + optional(throwing.value())).stripTrailing();
      case Stmt.Jump jump ->
          jump.kind() == Stmt.Jump.Kind.RETURN ? "yield break" : lower(jump.kind());
      case Stmt.Define define -> "define " + name(define.function()) + "#" + define.function();
      case Stmt.If _, Stmt.Loop _, Stmt.Choice _, Stmt.Try _, Stmt.Scope _, Stmt.Block _ ->
          statement.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " …";
    };
  }

  private String name(int function) {
    List<FunctionDecl> functions = file.functions();
    return function < functions.size() ? functions.get(function).name() : "?";
  }

  private static String text(Expr expr) {
    return ExprText.of(expr);
  }

  private static String optional(Expr expr) {
    return expr == Expr.NONE ? "" : text(expr);
  }
}
