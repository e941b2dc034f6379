package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.model.Span;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Walker;
import java.util.HashSet;
import java.util.Set;

/// What source files tell: imports, a few telling calls and literals.
final class SourceClues {

  private final SourceFile file;
  private final Clues clues;
  private final Set<String> seen = new HashSet<>();

  private SourceClues(SourceFile file, Clues clues) {
    this.file = file;
    this.clues = clues;
  }

  static void read(SourceFile file, Clues clues) {
    new SourceClues(file, clues).read();
  }

  private void read() {
    file.imports().forEach(this::imported);
    boolean web = file.language() == Language.CSHARP;
    for (FunctionDecl function : file.functions()) {
      if (web || function.is(FunctionDecl.Trait.MODULE)) {
        Walker.expressions(function.body(), this::expression);
      }
    }
  }

  private void imported(Import imported) {
    String language = file.language().id();
    boolean named =
        !imported.name().isEmpty()
            && !imported.name().equals("*")
            && !imported.name().equals("default");
    String separator = file.language() == Language.JAVASCRIPT ? "/" : ".";
    String whole =
        named && file.language() != Language.JAVASCRIPT
            ? imported.module() + separator + imported.name()
            : imported.module();
    if (whole.isEmpty() || whole.startsWith(".")) {
      return;
    }
    String note = "imports " + whole;
    for (String rest = whole; ; rest = rest.substring(0, rest.lastIndexOf(separator))) {
      String signal = language + ":" + rest;
      if (Technologies.shipped().knows(signal)) {
        clue(imported.start(), imported.end(), signal, Confidence.MEDIUM, note);
      }
      if (rest.lastIndexOf(separator) <= 0) {
        return;
      }
    }
  }

  private void expression(Expr expr) {
    switch (expr) {
      case Expr.Call call -> {
        if (call.callee() instanceof Expr.Member member) {
          String signal = "call:" + file.language().id() + ":" + member.name();
          if (Technologies.shipped().knows(signal)) {
            clue(call.start(), call.end(), signal, Confidence.MEDIUM, "calls " + member.name());
          }
        }
      }
      case Expr.Literal literal -> {
        if (literal.kind() == Expr.Literal.Kind.STRING && literal.text().length() > 5) {
          literal(literal);
        }
      }
      default -> {
        // Other expressions name no technology.
      }
    }
  }

  private void literal(Expr.Literal literal) {
    String signal = "literal:" + literal.text();
    if (literal.text().indexOf('.') > 0 && Technologies.shipped().knows(signal)) {
      clue(literal.start(), literal.end(), signal, Confidence.MEDIUM, "\"" + literal.text() + "\"");
    }
    for (String scheme : ConfigClues.schemes(literal.text())) {
      if (Technologies.shipped().knows("url:" + scheme)) {
        clue(
            literal.start(),
            literal.end(),
            "url:" + scheme,
            Confidence.LOW,
            scheme + ":// address");
      }
    }
  }

  private void clue(int start, int end, String signal, Confidence confidence, String note) {
    if (seen.add(signal)) {
      Span span = Span.line(file.span(start, end).startLine());
      clues.add(signal, "", false, confidence, new Location(file.path(), span, ""), note);
    }
  }
}
