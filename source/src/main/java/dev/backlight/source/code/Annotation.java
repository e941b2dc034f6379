package dev.backlight.source.code;

import java.util.List;

/// A decorator, annotation or attribute: `name` dotted as written (`app.route`, `GetMapping`,
/// `HttpGet`), and its arguments. `value = x` and `Name = x` are named arguments.
public record Annotation(int start, int end, String name, List<Argument> arguments) {

  public String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
