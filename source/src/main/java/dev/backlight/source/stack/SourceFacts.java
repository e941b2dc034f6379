package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.model.Span;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Configuration that is written as code: Kestrel's limits, and the dependencies of a setup.py.
final class SourceFacts {

  private static final Pattern REQUIREMENT =
      Pattern.compile("([A-Za-z0-9][\\w.-]*)\\s*(?:\\[[^\\]]*\\])?\\s*([=<>!~][^;]*)?.*");

  private SourceFacts() {}

  /// `options.Limits.MaxConcurrentConnections = 1000` in a file that configures Kestrel is the fact
  /// `kestrel.limits.maxconcurrentconnections`, as in `appsettings.json`.
  static void kestrel(SourceFile file, List<Fact> facts) {
    if (file.language() != Language.CSHARP || !configuresKestrel(file)) {
      return;
    }
    for (FunctionDecl function : file.functions()) {
      Walker.statements(
          function.body(),
          statement -> {
            if (statement instanceof Stmt.Assign assign && assign.targets().size() == 1) {
              limit(file, assign.targets().getFirst(), assign.value(), facts);
            }
          });
      Walker.expressions(
          function.body(),
          expr -> {
            if (expr instanceof Expr.Assigning assigning) {
              limit(file, assigning.target(), assigning.value(), facts);
            }
          });
    }
  }

  private static boolean configuresKestrel(SourceFile file) {
    return file.functions().stream()
        .flatMap(function -> Walker.calls(function.body()).stream())
        .anyMatch(call ->
            call.callee() instanceof Expr.Member member
                && (member.name().equals("ConfigureKestrel")
                    || member.name().equals("UseKestrel")));
  }

  private static void limit(SourceFile file, Expr target, Expr value, List<Fact> facts) {
    if (target instanceof Expr.Member limit
        && limit.receiver() instanceof Expr.Member limits
        && limits.name().equals("Limits")) {
      String name = "kestrel.limits." + limit.name().toLowerCase(Locale.ROOT);
      String text = text(value);
      Location place = at(file, target);
      facts.add(new Fact(Topic.KESTREL, name, "", text, Provenance.CONFIG, place));
    }
  }

  /// A literal's text, the number of seconds of `TimeSpan.FromSeconds(30)` as `FromSeconds(30)`.
  private static String text(Expr value) {
    return switch (value) {
      case Expr.Literal literal -> literal.text();
      case Expr.Call call when call.callee() instanceof Expr.Member member ->
          member.name()
              + "("
              + String.join(
                  ", ", call.arguments().stream().map(item -> text(item.value())).toList())
              + ")";
      default -> "computed";
    };
  }

  /// `setup(install_requires=[…], python_requires=…)`.
  static void setup(SourceFile file, Clues clues) {
    if (!file.path().endsWith("setup.py")) {
      return;
    }
    for (FunctionDecl function : file.functions()) {
      for (Expr.Call call : Walker.calls(function.body())) {
        boolean setup =
            call.callee() instanceof Expr.Name name && name.id().equals("setup")
                || call.callee() instanceof Expr.Member member && member.name().equals("setup");
        for (Argument argument : setup ? call.arguments() : List.<Argument>of()) {
          argument(file, argument, clues);
        }
      }
    }
  }

  private static void argument(SourceFile file, Argument argument, Clues clues) {
    if (argument.name().equals("python_requires")
        && argument.value() instanceof Expr.Literal version) {
      Location place = at(file, version);
      String note = "requires Python " + version.text();
      clues.add("runtime:python", version.text(), false, Confidence.HIGH, place, note);
    } else if (argument.name().equals("install_requires")
        && argument.value() instanceof Expr.Collection list) {
      for (Expr.Collection.Entry entry : list.entries()) {
        if (entry.value() instanceof Expr.Literal literal) {
          requirement(file, literal, clues);
        }
      }
    }
  }

  private static void requirement(SourceFile file, Expr.Literal literal, Clues clues) {
    Matcher matcher = REQUIREMENT.matcher(literal.text());
    if (matcher.matches()) {
      String name = matcher.group(1).toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
      String version = matcher.group(2) == null ? "" : matcher.group(2).strip();
      String note = "dependency " + literal.text();
      Location place = at(file, literal);
      clues.add(
          "pypi:" + name, version.replaceFirst("^==", ""), false, Confidence.HIGH, place, note);
    }
  }

  private static Location at(SourceFile file, Expr expr) {
    int line = file.span(expr.start(), expr.end()).startLine();
    return new Location(file.path(), Span.line(line), "");
  }
}
