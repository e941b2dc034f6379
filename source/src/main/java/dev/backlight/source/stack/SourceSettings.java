package dev.backlight.source.stack;

import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.model.Span;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Settings written in a programming language: the module-level assignments and the default export
/// of files that are configuration by their name. Nested tables flatten to dotted keys
/// (`DATABASES.default.CONN_MAX_AGE`); `os.environ.get("X", 5)` and its like are their default.
final class SourceSettings {

  private static final Pattern CONFIGURATION =
      Pattern.compile(
          "(.*/)?(settings?|configs?|configuration|env|gunicorn[\\w.-]*|uvicorn[\\w.-]*|ecosystem[\\w.-]*"
              + "|pm2[\\w.-]*|celery\\w*|database|db|knexfile|ormconfig|data-source|constants"
              + "|[\\w-]*settings|[\\w-]*config|configuration[\\w-]*)\\.(py|js|cjs|mjs|ts)"
              + "|(.*/)?(settings|configs?)/[\\w.-]+\\.(py|js|cjs|mjs|ts)");
  private static final int MAX_DEPTH = 12;

  private final SourceFile file;
  private final List<Setting> found = new ArrayList<>();

  private SourceSettings(SourceFile file) {
    this.file = file;
  }

  static List<Setting> of(SourceFile file) {
    boolean scripted = file.language() == Language.PYTHON || file.language() == Language.JAVASCRIPT;
    if (!scripted || !CONFIGURATION.matcher(file.path().toLowerCase(Locale.ROOT)).matches()) {
      return List.of();
    }
    SourceSettings settings = new SourceSettings(file);
    settings.read();
    return settings.found;
  }

  private void read() {
    if (!file.functions().isEmpty() && file.functions().getFirst().is(FunctionDecl.Trait.MODULE)) {
      Walker.statements(file.functions().getFirst().body(), this::statement);
    }
    for (SourceFile.Export export : file.exports()) {
      flatten(export.name().equals("default") ? "" : export.name(), export.value(), 0);
    }
  }

  private void statement(Stmt statement) {
    if (statement instanceof Stmt.Assign assign && assign.targets().size() == 1) {
      String name = name(assign.targets().getFirst());
      if (!name.isEmpty()) {
        flatten(name, assign.value(), 0);
      }
    }
  }

  private static String name(Expr target) {
    return switch (target) {
      case Expr.Name name -> name.id();
      case Expr.Member member -> name(member.receiver()) + "." + member.name();
      case Expr.Index index when index.index() instanceof Expr.Literal key ->
          name(index.receiver()) + "." + key.text();
      default -> "";
    };
  }

  private void flatten(String key, Expr value, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (value instanceof Expr.Collection collection) {
      int i = 0;
      for (Expr.Collection.Entry entry : collection.entries()) {
        String own =
            entry.key() instanceof Expr.Literal literal ? literal.text() : String.valueOf(i);
        flatten(key.isEmpty() ? own : key + "." + own, entry.value(), depth + 1);
        i++;
      }
      return;
    }
    if (value instanceof Expr.Call call
        && call.callee() instanceof Expr.Name dict
        && dict.id().equals("dict")) {
      for (Argument argument : call.arguments()) {
        flatten(key + "." + argument.name(), argument.value(), depth + 1);
      }
      return;
    }
    String text = text(value, 0);
    if (!text.isEmpty() && !key.isEmpty()) {
      Span span = Span.line(file.span(value.start(), value.end()).startLine());
      found.add(new Setting(key, text, "", new Location(file.path(), span, "")));
    }
  }

  /// A short text of a value; the default where the environment may override it.
  private static String text(Expr value, int depth) {
    if (depth > MAX_DEPTH) {
      return "…";
    }
    return switch (value) {
      case Expr.Literal literal -> literal.text();
      case Expr.Template template -> template.text();
      case Expr.Name name -> name.id();
      case Expr.Member member -> text(member.receiver(), depth + 1) + "." + member.name();
      case Expr.Cast cast -> text(cast.value(), depth + 1);
      case Expr.Operation operation -> operation(operation, depth);
      case Expr.Call call -> call(call, depth);
      default -> "";
    };
  }

  private static String operation(Expr.Operation operation, int depth) {
    List<Expr> operands = operation.operands();
    boolean fallback = operation.operator().equals("||") || operation.operator().equals("??");
    if (fallback && operands.size() == 2 && operands.get(1) instanceof Expr.Literal literal) {
      return literal.text();
    }
    List<String> texts = operands.stream().map(operand -> text(operand, depth + 1)).toList();
    return texts.size() == 1
        ? operation.operator() + texts.getFirst()
        : String.join(" " + operation.operator() + " ", texts);
  }

  private static String call(Expr.Call call, int depth) {
    List<Expr> values = call.arguments().stream().map(Argument::value).toList();
    String callee = text(call.callee(), depth + 1);
    boolean converts = callee.matches("int|float|bool|str|Number|parseInt|String|Boolean");
    if (converts && !values.isEmpty()) {
      return text(values.getFirst(), depth + 1);
    }
    boolean environment =
        callee.toLowerCase(Locale.ROOT).matches(".*(env|environ|config|getenv)(\\.\\w+)?");
    for (Argument argument : call.arguments()) {
      if (environment && argument.name().equals("default")) {
        return text(argument.value(), depth + 1);
      }
    }
    if (environment && values.size() > 1 && values.get(1) instanceof Expr.Literal literal) {
      return literal.text();
    }
    return callee + "()";
  }
}
