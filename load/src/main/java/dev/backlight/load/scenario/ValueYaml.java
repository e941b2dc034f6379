package dev.backlight.load.scenario;

import dev.backlight.load.scenario.YamlText.Raw;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Expressions as values of YAML.
final class ValueYaml {

  private static final Pattern TYPED =
      Pattern.compile(
          "true|false|null|~|[-+]?\\d+|[-+]?[\\d.]+([eE][-+]?\\d+)?|0[xob]\\w+|\\.\\w+");

  private ValueYaml() {}

  static Object of(Expression expression) {
    return switch (expression) {
      case Expression.Literal(Value value) -> of(value);
      case Expression.Items(List<Expression> elements) ->
          elements.stream().map(ValueYaml::of).toList();
      case Expression.Fields(List<Expression.Fields.Field> fields) when distinct(fields) -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Expression.Fields.Field field : fields) {
          map.put(ExpressionText.template(field.key()), of(field.value()));
        }
        yield map;
      }
      default -> ExpressionText.template(expression);
    };
  }

  private static boolean distinct(List<Expression.Fields.Field> fields) {
    return fields.stream().map(field -> ExpressionText.template(field.key())).distinct().count()
        == fields.size();
  }

  private static Object of(Value value) {
    return switch (value) {
      case Value.Text(String text) -> {
        String escaped = ExpressionText.template(Expression.text(text));
        yield TYPED.matcher(escaped).matches() ? new Raw(Json.write(Value.of(escaped))) : escaped;
      }
      case Value.Items(List<Value> items) -> items.stream().map(ValueYaml::of).toList();
      case Value.Fields(Map<String, Value> fields) -> {
        Map<String, Object> map = new LinkedHashMap<>();
        fields.forEach(
            (name, field) -> map.put(ExpressionText.template(Expression.text(name)), of(field)));
        yield map;
      }
      case Value.Simple simple -> new Raw(Json.write(simple));
      case Answer answer -> answer.toString();
    };
  }
}
