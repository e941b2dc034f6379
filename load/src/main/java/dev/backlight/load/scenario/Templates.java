package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads values of YAML as expressions: every text may hold `${…}`.
final class Templates {

  private final Yaml yaml;

  Templates(Yaml yaml) {
    this.yaml = yaml;
  }

  /// Any value, with its type as YAML has it.
  Expression value(Node node) throws ScenarioException {
    return switch (node) {
      case MappingNode _ -> {
        List<Expression.Fields.Field> fields = new ArrayList<>();
        for (Map.Entry<String, Yaml.Entry> entry :
            yaml.mapping(node, "a value", List.of()).entries().entrySet()) {
          fields.add(
              new Expression.Fields.Field(
                  text(entry.getValue().key()), value(entry.getValue().value())));
        }
        yield new Expression.Fields(List.copyOf(fields));
      }
      case SequenceNode sequence -> {
        List<Expression> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
          elements.add(value(element));
        }
        yield new Expression.Items(List.copyOf(elements));
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> throw yaml.problem(node, "this is no value");
    };
  }

  private Expression scalar(ScalarNode scalar) throws ScenarioException {
    String text = scalar.getValue();
    if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
      return template(scalar, text);
    }
    try {
      if (scalar.getTag() == Tag.NULL) {
        return Expression.NOTHING;
      } else if (scalar.getTag() == Tag.BOOL) {
        return Expression.truth(Boolean.parseBoolean(text));
      } else if (scalar.getTag() == Tag.INT) {
        return Expression.whole(Long.decode(text));
      } else if (scalar.getTag() == Tag.FLOAT) {
        return Expression.decimal(Double.parseDouble(text));
      }
    } catch (NumberFormatException e) {
      return template(scalar, text);
    }
    return template(scalar, text);
  }

  /// A text, whatever it looks like.
  Expression text(Node node) throws ScenarioException {
    return template(node, yaml.text(node, "this"));
  }

  /// An expression: with `${}` around it or without.
  Expression expression(Node node) throws ScenarioException {
    String text = yaml.text(node, "an expression");
    if (text.contains("${")) {
      return template(node, text);
    }
    try {
      return ExpressionParser.expression(text);
    } catch (SyntaxException e) {
      throw yaml.problem(node, e.at(), e.getMessage() + "");
    }
  }

  private Expression template(Node node, String text) throws ScenarioException {
    try {
      return ExpressionParser.template(text);
    } catch (SyntaxException e) {
      throw yaml.problem(node, e.at(), e.getMessage() + "");
    }
  }
}
