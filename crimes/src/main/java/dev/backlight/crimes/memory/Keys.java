package dev.backlight.crimes.memory;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Given;
import dev.backlight.crimes.Scene;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.program.Fn;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How many keys there can be, as far as their names tell.
final class Keys {

  /// How far back a key is followed through locals and callers.
  private static final int DEPTH = 3;

  /// What a system has few of, however many requests it serves.
  static final Pattern FEW =
      Pattern.compile(
          "(?i)(\\w+_)?(config|handle|handler|handler_?name|rule|queue|route|device|meter|module|template|schema|table|field|column|version"
              + "|bucket|region|part|partition|graph|space|namespace|cluster|group|site|organi[sz]ation|company|department|category|role|application|node|index|endpoint|class|cls|func|function|encoding|format|timezone|tz|prefix"
              + "|provider|plugin|service|broker|topic|exchange|shard|tenant|connection|type|method"
              + "|member|property|assembly|culture|locale|lang|language|currency|pattern|port|system"
              + "|expression|option|kind|enum|model|location|dir|directory|folder|file|script|class_?path|sql|stmt|statement)(_?(name|key|id|url|type|class|string|code|info|hash|path))?"
              + "|\\w*(ISOLanguageName|ConnectionString|DisplayLocale|SystemName|MethodKey)\\w*"
              + "|(get)?(Type|Class|Method|CombinedHash)");

  /// What there is as many of as there are users and requests. Rows of most other tables are
  /// bounded by the table.
  static final Pattern OPEN =
      Pattern.compile(
          "(?i)\\w*(user|session|token|query|email|request|customer|order|cart|visitor|search|payment"
              + "|invoice|message|chat)(_?(id|key|name|hash|no|number))?"
              + "|ip|(remote|client)_?(ip|addr|address)");

  private Keys() {}

  /// Whether the key, or what callers give for it, says that there are as many as there are users
  /// or requests.
  static boolean open(Scene scene, Held.Use use) {
    return open(scene, use.fn(), use.key(), DEPTH);
  }

  private static boolean open(Scene scene, Fn fn, Expr key, int depth) {
    Set<String> names = ExprNames.all(key);
    if (names.stream().anyMatch(id -> FEW.matcher(id).matches())) {
      return false;
    }
    if (names.stream().anyMatch(id -> OPEN.matcher(id).matches())) {
      return true;
    }
    return depth > 0
        && key instanceof Expr.Name name
        && given(scene, fn, name.id())
            .anyMatch(arg -> open(scene, arg.fn(), arg.value(), depth - 1));
  }

  /// What is assigned to a local of that name, and what callers hand over for such a parameter.
  private static Stream<Given> given(Scene scene, Fn fn, String name) {
    Stream<Given> values =
        Assigned.to(fn.decl().body(), name).stream()
            .map(Stmt.Assign::value)
            .filter(value -> !(value instanceof Expr.Name same && same.id().equals(name)))
            .map(value -> new Given(fn, value));
    return Stream.concat(values, Given.to(scene, fn, name));
  }
}
