package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values of expressions that are the same for everybody.
public final class Constants {

  private Constants() {}

  /// The value of an expression of nothing but literals.
  public static Optional<Value> of(Expression expression) {
    return switch (expression) {
      case Expression.Literal(Value value) -> Optional.of(value);
      case Expression.Items(List<Expression> elements) -> {
        List<Value> values = new ArrayList<>();
        for (Expression element : elements) {
          Optional<Value> value = of(element);
          if (value.isEmpty()) {
            yield Optional.empty();
          }
          values.add(value.get());
        }
        yield Optional.of(new Value.Items(values));
      }
      case Expression.Fields(List<Expression.Fields.Field> fields) -> {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Expression.Fields.Field field : fields) {
          Optional<String> key = field.key().literalText();
          Optional<Value> value = of(field.value());
          if (key.isEmpty() || value.isEmpty()) {
            yield Optional.empty();
          }
          values.put(key.get(), value.get());
        }
        yield Optional.of(new Value.Fields(values));
      }
      default -> Optional.empty();
    };
  }
}
