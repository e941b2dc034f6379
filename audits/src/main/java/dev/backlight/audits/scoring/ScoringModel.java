package dev.backlight.audits.scoring;

import dev.backlight.model.Category;
import dev.backlight.model.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The scoring model as data, read once from `scoring-model.json`.
public final class ScoringModel {

  private static final String RESOURCE = "scoring-model.json";

  private final String version;
  private final double objectiveMs;
  private final List<AuditSpec> audits;
  private final Map<Severity, Double> penalties;

  private ScoringModel(Map<?, ?> json) {
    this.version = text(json, "model");
    this.objectiveMs = number(json, "objectiveMs");
    this.audits = list(json, "audits").stream().map(a -> audit((Map<?, ?>) a)).toList();
    this.penalties = penalties((Map<?, ?>) value(json, "penalty"));
    requireWeights((Map<?, ?>) value(json, "weights"));
  }

  /// The model that this version scores with.
  public static ScoringModel current() {
    return Holder.MODEL;
  }

  public String version() {
    return version;
  }

  /// The objective where nobody states one, ms.
  public double defaultObjectiveMs() {
    return objectiveMs;
  }

  List<AuditSpec> audits() {
    return audits;
  }

  List<AuditSpec> audits(Category category) {
    return audits.stream().filter(audit -> audit.category() == category).toList();
  }

  /// What the first finding of a rule with this severity takes from the practice score, 0–1.
  double penalty(Severity severity) {
    Double penalty = penalties.get(severity);
    if (penalty == null) {
      throw new IllegalStateException("no penalty for " + severity);
    }
    return penalty;
  }

  private static void requireWeights(Map<?, ?> weights) {
    for (Category category : Category.values()) {
      if (number(weights, category.id()) != category.weight()) {
        throw new IllegalStateException("weight of " + category + " is not the model's");
      }
    }
  }

  private static Map<Severity, Double> penalties(Map<?, ?> json) {
    return Map.of(
        Severity.CRITICAL, number(json, "C"),
        Severity.HIGH, number(json, "H"),
        Severity.MEDIUM, number(json, "M"),
        Severity.LOW, number(json, "L"));
  }

  private static AuditSpec audit(Map<?, ?> json) {
    String category = text(json, "category");
    return new AuditSpec(
        text(json, "id"),
        Arrays.stream(Category.values())
            .filter(c -> c.id().equals(category))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no category " + category)),
        text(json, "title"),
        number(json, "weight"),
        text(json, "p10"),
        text(json, "median"),
        text(json, "unit"),
        list(json, "evidence").stream().map(String::valueOf).toList(),
        text(json, "source"),
        text(json, "supply"));
  }

  private static String text(Map<?, ?> json, String name) {
    return (String) value(json, name);
  }

  private static double number(Map<?, ?> json, String name) {
    return ((Number) value(json, name)).doubleValue();
  }

  private static List<?> list(Map<?, ?> json, String name) {
    return (List<?>) value(json, name);
  }

  private static Object value(Map<?, ?> json, String name) {
    Object value = json.get(name);
    if (value == null) {
      throw new IllegalStateException(RESOURCE + " has no " + name);
    }
    return value;
  }

  private static final class Holder {
    private static final ScoringModel MODEL = read();

    private static ScoringModel read() {
      try (InputStream in = ScoringModel.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException("missing resource " + RESOURCE);
        }
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
          parser.nextToken();
          return new ScoringModel((Map<?, ?>) tree(parser));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Object tree(JsonParser parser) {
      return switch (parser.currentToken()) {
        case START_OBJECT -> {
          Map<String, Object> object = new LinkedHashMap<>();
          while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, tree(parser));
          }
          yield object;
        }
        case START_ARRAY -> {
          List<Object> array = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(tree(parser));
          }
          yield array;
        }
        case VALUE_STRING -> parser.getString();
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
        default -> throw new IllegalStateException("unexpected " + parser.currentToken());
      };
    }
  }
}
