package dev.backlight.source.code;

import java.util.List;
import java.util.stream.Collectors;

/// Expressions, types and annotations in the notation of [Outline].
public final class ExprText {

  /// Deeper expressions are shown as `…`; front ends nest 400 deep at most.
  private static final int MAX_DEPTH = 450;

  private final StringBuilder out = new StringBuilder();
  private int depth;

  private ExprText() {}

  public static String of(Expr expr) {
    ExprText text = new ExprText();
    text.write(expr);
    return text.out.toString();
  }

  static String list(List<Expr> exprs) {
    return exprs.stream().map(ExprText::of).collect(Collectors.joining(", "));
  }

  static String of(TypeRef type) {
    return type.arguments().isEmpty()
        ? type.name()
        : type.arguments().stream()
            .map(ExprText::of)
            .collect(Collectors.joining(", ", type.name() + "<", ">"));
  }

  static String annotations(List<Annotation> annotations) {
    StringBuilder text = new StringBuilder();
    for (Annotation annotation : annotations) {
      ExprText arguments = new ExprText();
      if (!annotation.arguments().isEmpty()) {
        arguments.arguments(annotation.arguments());
      }
      text.append(" @").append(annotation.name()).append(arguments.out);
    }
    return text.toString();
  }

  private void write(Expr expr) {
    if (expr == Expr.NONE) {
      out.append('_');
    } else if (++depth > MAX_DEPTH) {
      out.append('…');
      depth--;
    } else {
      node(expr);
      depth--;
    }
  }

  private void node(Expr expr) {
    switch (expr) {
      case Expr.Name name -> out.append(name.id());
      case Expr.Member member -> {
        write(member.receiver());
        out.append('.').append(member.name());
      }
      case Expr.Call call -> call(call);
      case Expr.Index index -> {
        write(index.receiver());
        all("[", List.of(index.index()), "]");
      }
      case Expr.Literal literal ->
          out.append(
              literal.kind() == Expr.Literal.Kind.STRING ? quoted(literal.text()) : literal.text());
      case Expr.Template template -> {
        out.append('$').append(quoted(template.text()));
        all("(", template.parts(), ")");
      }
      case Expr.Lambda lambda -> out.append("fn#").append(lambda.function());
      case Expr.Await await -> all("await(", List.of(await.value()), ")");
      case Expr.Yield yields ->
          all(yields.delegates() ? "yield*(" : "yield(", List.of(yields.value()), ")");
      case Expr.Operation operation -> operation(operation);
      case Expr.Collection collection -> collection(collection);
      case Expr.Comprehension comprehension -> comprehension(comprehension);
      case Expr.Assigning assigning ->
          all("(", List.of(assigning.target(), assigning.value()), ")", assigning.operator());
      case Expr.Cast cast -> all("cast<" + of(cast.type()) + ">(", List.of(cast.value()), ")");
      case Expr.Markup markup -> all("<" + markup.tag() + ">(", markup.children(), ")");
      case Expr.Opaque opaque -> all("opaque(", opaque.children(), ")");
    }
  }

  private void call(Expr.Call call) {
    out.append(call.constructs() ? "new " : "");
    write(call.callee());
    if (!call.typeArguments().isEmpty()) {
      out.append(
          call.typeArguments().stream()
              .map(ExprText::of)
              .collect(Collectors.joining(", ", "<", ">")));
    }
    arguments(call.arguments());
  }

  private void arguments(List<Argument> arguments) {
    String separator = "(";
    for (Argument argument : arguments) {
      out.append(separator);
      out.append(argument.name().isEmpty() ? "" : argument.name() + "=");
      out.append(argument.spread() ? "*" : "");
      write(argument.value());
      separator = ", ";
    }
    out.append(arguments.isEmpty() ? "()" : ")");
  }

  private void operation(Expr.Operation operation) {
    List<Expr> operands = operation.operands();
    String operator = operation.operator();
    boolean word = !operator.isEmpty() && Character.isLetter(operator.charAt(0));
    if (operator.equals("?:") && operands.size() == 3) {
      all("(", operands.subList(0, 1), " ? ");
      all("", operands.subList(1, 3), ")", ":");
    } else if (operands.size() == 2) {
      all("(", operands, ")", operator);
    } else if (operands.size() == 1 && !word) {
      all("(" + operator, operands, ")");
    } else {
      all(operator + "(", operands, ")");
    }
  }

  private void collection(Expr.Collection collection) {
    out.append(opening(collection.kind()));
    String separator = "";
    for (Expr.Collection.Entry entry : collection.entries()) {
      out.append(separator).append(entry.spread() ? "*" : "");
      if (entry.key() != Expr.NONE) {
        all("", List.of(entry.key()), ": ");
      }
      write(entry.value());
      separator = ", ";
    }
    out.append(collection.kind() == Expr.Collection.Kind.LIST ? "]" : "}");
  }

  private static String opening(Expr.Collection.Kind kind) {
    return switch (kind) {
      case LIST -> "[";
      case SET -> "set{";
      case MAP -> "{";
    };
  }

  private void comprehension(Expr.Comprehension comprehension) {
    out.append(
        switch (comprehension.kind()) {
          case LIST -> "[";
          case SET -> "set{";
          case MAP -> "{";
          case GENERATOR -> "(";
        });
    if (comprehension.key() != Expr.NONE) {
      all("", List.of(comprehension.key()), ": ");
    }
    write(comprehension.element());
    for (Expr.Comprehension.Clause clause : comprehension.clauses()) {
      all(clause.async() ? " async for " : " for ", clause.targets(), " in ");
      write(clause.source());
      clause.conditions().forEach(condition -> all(" if ", List.of(condition), ""));
    }
    out.append(
        switch (comprehension.kind()) {
          case LIST -> "]";
          case SET, MAP -> "}";
          case GENERATOR -> ")";
        });
  }

  private void all(String open, List<Expr> exprs, String close) {
    out.append(open);
    for (int i = 0; i < exprs.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      write(exprs.get(i));
    }
    out.append(close);
  }

  private void all(String open, List<Expr> pair, String close, String operator) {
    out.append(open);
    write(pair.get(0));
    out.append(' ').append(operator).append(' ');
    write(pair.get(1));
    out.append(close);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\r", "").replace("\n", "⏎") + '"';
  }
}
