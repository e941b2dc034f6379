package dev.backlight.crimes;

import dev.backlight.model.Language;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// The options a call gives: named arguments, keys of object literals, positions, setters called on
/// what it makes, parts of a connection string.
public final class Options {

  private static final int DEPTH = 4;

  private final Site site;
  private final Map<String, Expr> named = new HashMap<>();
  private boolean open;

  private Options(Site site) {
    this.site = site;
  }

  public static Options of(Site site) {
    Options options = new Options(site);
    if (site.at() instanceof Expr.Call call) {
      int position = 0;
      for (Argument argument : call.arguments()) {
        options.open |= argument.spread();
        if (argument.name().isEmpty()) {
          options.named.putIfAbsent(Integer.toString(position++), argument.value());
          options.value(argument.value(), DEPTH);
        } else {
          options.put(argument.name(), argument.value());
          options.value(argument.value(), DEPTH);
        }
      }
    }
    return options;
  }

  private void put(String name, Expr value) {
    named.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
  }

  private void value(Expr value, int depth) {
    switch (value) {
      case Expr.Collection c -> {
        for (Expr.Collection.Entry entry : c.entries()) {
          if (entry.spread()) {
            variable(entry.value(), depth);
          } else if (entry.key() instanceof Expr.Literal key) {
            put(key.text(), entry.value());
            if (depth > 0 && entry.value() instanceof Expr.Collection) {
              value(entry.value(), depth - 1);
            }
          }
        }
      }
      case Expr.Literal l when l.kind() == Expr.Literal.Kind.STRING -> parameters(l);
      case Expr.Call c when c.constructs() -> {
        for (Argument argument : c.arguments()) {
          if (!argument.name().isEmpty()) {
            put(argument.name(), argument.value());
          }
        }
        open |= c.arguments().stream().anyMatch(a -> a.name().isEmpty() && opaque(a.value()));
      }
      case Expr.Name _, Expr.Member _ -> variable(value, depth);
      default -> open |= opaque(value);
    }
  }

  /// `postgresql://…?connect_timeout=3`, `Server=…;Max Pool Size=200`.
  private void parameters(Expr.Literal literal) {
    for (String part : literal.text().split("[?&;]")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        put(part.substring(0, equals).strip().replace(" ", ""), literal);
      }
    }
  }

  /// A variable that holds an object literal is read; any other may hold every option.
  private void variable(Expr value, int depth) {
    Optional<Expr> held =
        depth > 0 && value instanceof Expr.Name n ? declared(n.id()) : Optional.empty();
    if (held.isPresent()) {
      value(held.get(), depth - 1);
    } else {
      open |= opaque(value);
    }
  }

  private boolean opaque(Expr value) {
    return site.in().unit().language() != Language.PYTHON
        && !(value instanceof Expr.Literal)
        && !(value instanceof Expr.Template)
        && !(value instanceof Expr.Lambda)
        && !text(value);
  }

  /// `process.env.URL`, `connectionString`: a string by its name.
  private static boolean text(Expr value) {
    String name =
        switch (value) {
          case Expr.Name n -> n.id();
          case Expr.Member m -> m.name();
          case Expr.Operation o when !o.operands().isEmpty() ->
              ExprNames.last(o.operands().getFirst());
          default -> "";
        };
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith("url")
        || lower.endsWith("uri")
        || lower.endsWith("connectionstring")
        || lower.endsWith("dsn")
        || lower.endsWith("host")
        || lower.endsWith("port")
        || lower.endsWith("path");
  }

  private Optional<Expr> declared(String name) {
    for (Fn fn : List.of(site.in(), site.in().unit().module())) {
      Optional<Expr> found =
          Assigned.values(fn.decl().body(), name).stream()
              .filter(value -> value instanceof Expr.Collection || value instanceof Expr.Literal)
              .reduce((earlier, later) -> later);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// Whether the call surely leaves all of these options out; names and positions joined by `/`.
  public boolean lacks(String names) {
    return !open && value(names).isEmpty() && !set(names);
  }

  public boolean gives(String names) {
    return value(names).isPresent() || set(names);
  }

  /// The value of the first of these options that is given.
  public Optional<Expr> value(String names) {
    for (String name : names.split("/")) {
      Expr value = named.get(name.toLowerCase(Locale.ROOT));
      if (value != null
          && !(value instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NULL)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /// The number an option is given as a literal.
  public OptionalDouble number(String names) {
    return value(names)
        .filter(Expr.Literal.class::isInstance)
        .map(value -> ((Expr.Literal) value).text().replace("_", ""))
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> OptionalDouble.of(Double.parseDouble(text)))
        .orElse(OptionalDouble.empty());
  }

  /// A setter of that name in the same function: `config.setMaximumPoolSize(20)`.
  private boolean set(String names) {
    Set<String> wanted = Set.of(names.split("/"));
    return Walker.anyExpression(
        site.in().decl().body(),
        expr -> expr instanceof Expr.Member m && wanted.contains(m.name()));
  }
}
