package dev.backlight.load.capacity;

import dev.backlight.load.report.Figures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A search in words and as JSON.
public final class CapacityText {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private CapacityText() {}

  /// A step as a line: what for, rate, median, the share that missed each part, outcome.
  public static String line(JudgedStep judged, Objective objective) {
    Step step = judged.step();
    StringBuilder missed = new StringBuilder();
    for (int part = 0; part < objective.parts().size(); part++) {
      missed.append(
          "  %s miss %s"
              .formatted(Figures.share(step.badShare(part)), objective.parts().get(part).text()));
    }
    String purpose = judged.purpose().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return "  %-8s  %8s/s  %5s  p50 %9s%s  %s"
        .formatted(
            purpose,
            Figures.rate(step.rate()),
            Figures.seconds(step.length()),
            Figures.time(step.medianMillis() * 1e6),
            missed,
            judged.outcome() + (judged.why().isEmpty() ? "" : ": " + judged.why()));
  }

  public static String json(
      Capacity capacity, Objective objective, Usl usl, Bottleneck bottleneck) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("schemaVersion", "1.0.0");
    all.put("objective", objective.text());
    all.put("words", capacity.words());
    answer(capacity, all);
    all.put("bottleneck", told(bottleneck.known(), bottleneck.words()));
    all.put("usl", law(usl));
    all.put("steps", capacity.steps().stream().map(CapacityText::values).toList());
    return JSON.writeValueAsString(all) + "\n";
  }

  private static void answer(Capacity capacity, Map<String, Object> all) {
    switch (capacity) {
      case Capacity.Found found -> {
        all.put("outcome", "FOUND");
        all.put("ratePerSecond", found.rate());
        all.put("low", found.low());
        all.put("high", found.high());
        all.put("confirmed", found.passed());
        all.put("confirmations", found.confirmations());
        all.put("failsAbove", found.failsAbove());
        all.put("recovers", found.recovers());
      }
      case Capacity.AtLeast atLeast -> {
        all.put("outcome", "AT_LEAST");
        all.put("low", atLeast.rate());
      }
      case Capacity.Below below -> {
        all.put("outcome", "BELOW");
        all.put("high", below.rate());
      }
      case Capacity.Unfinished unfinished -> {
        all.put("outcome", "UNFINISHED");
        if (unfinished.passed() > 0) {
          all.put("low", unfinished.passed());
        }
        if (Double.isFinite(unfinished.failed())) {
          all.put("high", unfinished.failed());
        }
      }
    }
  }

  private static Map<String, Object> told(boolean known, String words) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("known", known);
    told.put("words", words);
    return told;
  }

  private static Map<String, Object> law(Usl usl) {
    Map<String, Object> law = told(usl instanceof Usl.Fitted, usl.words());
    if (usl instanceof Usl.Fitted fitted) {
      law.put("lambda", term(fitted.lambda()));
      law.put("alpha", term(fitted.alpha()));
      law.put("beta", term(fitted.beta()));
      law.put("peakInFlight", fitted.peak());
    }
    return law;
  }

  private static Map<String, Object> term(Usl.Term term) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("value", term.value());
    values.put("low", term.low());
    values.put("high", term.high());
    return values;
  }

  private static Map<String, Object> values(JudgedStep judged) {
    Step step = judged.step();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("purpose", judged.purpose().name());
    values.put("ratePerSecond", step.rate());
    values.put("seconds", step.length());
    values.put("achievedPerSecond", step.achievedPerSecond());
    values.put("meanInFlight", step.meanInFlight());
    values.put("medianMillis", step.medianMillis());
    values.put("outcome", judged.outcome());
    values.put("why", judged.why());
    values.put("badShares", shares(step));
    return values;
  }

  private static List<Double> shares(Step step) {
    int parts = step.seconds().isEmpty() ? 0 : step.seconds().getFirst().bad().size();
    return IntStream.range(0, parts).mapToObj(step::badShare).toList();
  }
}
