package dev.backlight.load.prove;

import dev.backlight.load.compare.Estimate;
import dev.backlight.load.compare.Judged;
import dev.backlight.load.compare.PairedRuns.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A proof for the terminal, as Markdown and as JSON.
public final class ProofText {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final List<String> HEADINGS =
      List.of("", "before", "after", "change", "95 % interval", "noise", "p (Holm)", "verdict");

  private ProofText() {}

  public static String terminal(Proof proof) {
    List<List<String>> rows = rows(proof);
    rows.addFirst(HEADINGS);
    int[] widths = new int[HEADINGS.size()];
    rows.forEach(row -> {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    StringBuilder text = new StringBuilder();
    text.append("\n  before  ").append(proof.before());
    text.append("\n  after   ").append(proof.after()).append("\n\n");
    for (List<String> row : proof.metrics().isEmpty() ? List.<List<String>>of() : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        boolean left = i == 0 || i == widths.length - 1;
        line.append(left ? row.get(i) + pad : pad + row.get(i)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    text.append(proof.metrics().isEmpty() ? "" : "\n");
    sentences(proof).forEach(sentence -> text.append("  ").append(sentence).append('\n'));
    return text.toString();
  }

  public static String markdown(Proof proof) {
    StringBuilder text = new StringBuilder("# Proof\n\n");
    text.append("- before: `").append(proof.before()).append("`\n");
    text.append("- after: `").append(proof.after()).append("`\n\n");
    text.append("| ").append(String.join(" | ", HEADINGS)).append(" |\n");
    text.append("|---".repeat(HEADINGS.size())).append("|\n");
    rows(proof).forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    text.append('\n');
    sentences(proof).forEach(sentence -> text.append(sentence).append("\n\n"));
    return text.toString();
  }

  private static List<List<String>> rows(Proof proof) {
    List<List<String>> rows = new ArrayList<>();
    for (Judged judged : proof.metrics()) {
      String unit = judged.metric().unit().isEmpty() ? "" : " " + judged.metric().unit();
      String remark = judged.verdict().remark();
      rows.add(
          List.of(
              judged.metric().name(),
              number(judged.runs().typicalBefore()) + unit,
              number(judged.runs().typicalAfter()) + unit,
              judged.estimate().map(e -> percent(e.change())).orElse("–"),
              judged.estimate().map(ProofText::interval).orElse("–"),
              proof.floor().of(judged.metric()).map(f -> "±" + plain(f)).orElse("–"),
              judged.estimate().map(_ -> p(judged.p())).orElse("–"),
              judged.verdict().words() + (remark.isEmpty() ? "" : ": " + remark)));
    }
    return rows;
  }

  private static List<String> sentences(Proof proof) {
    Experiment.Design design = proof.design();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "%d pairs of fresh runs in random blocks; a change of less than %.0f %% is not worth"
                + " having; all claims together are wrong in at most %.0f %% of experiments.",
            design.pairs(),
            design.rules().minimumEffect() * 100,
            design.rules().alpha() * 100));
    sentences.add(
        design.controlPairs() == 0
            ? "No control was made (--control 0): what noise does here is not known."
            : design.controlPairs()
                + " control pairs of before against itself: what 'noise' covers, this machine"
                + " does by itself.");
    if (proof.metrics().isEmpty()) {
      proof.floor().control().forEach(one -> sentences.add(controlOnly(one)));
    }
    for (Judged judged : proof.metrics()) {
      judged
          .estimate()
          .filter(e -> Math.abs(e.hodgesLehmann() - e.mean()) > 0.5 * Math.max(e.sd(), 1e-9))
          .ifPresent(e ->
              sentences.add(
                  "%s: the median of pair means says %s; a run was disturbed."
                      .formatted(judged.metric().name(), percent(e.hodgesLehmannChange()))));
    }
    sentences.addAll(proof.notes());
    return sentences;
  }

  private static String controlOnly(Judged one) {
    return "control, %s: %s in the geometric mean, %s"
        .formatted(
            one.metric().name(),
            number(one.runs().typicalBefore()) + " " + one.metric().unit(),
            one.estimate().map(ProofText::interval).orElse("too few pairs for an interval"));
  }

  public static String json(Proof proof) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("schemaVersion", "1.0.0");
    all.put("before", proof.before());
    all.put("after", proof.after());
    all.put("pairs", proof.design().pairs());
    all.put("controlPairs", proof.design().controlPairs());
    all.put("minimumEffect", proof.design().rules().minimumEffect());
    all.put("alpha", proof.design().rules().alpha());
    all.put("seed", proof.design().seed());
    all.put("metrics", proof.metrics().stream().map(ProofText::values).toList());
    all.put("control", proof.floor().control().stream().map(ProofText::values).toList());
    all.put("notes", proof.notes());
    all.put("ended", proof.ended());
    return JSON.writeValueAsString(all) + "\n";
  }

  private static Map<String, Object> values(Judged judged) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("metric", judged.metric().name());
    values.put("unit", judged.metric().unit());
    values.put("verdict", judged.verdict().words());
    values.put("remark", judged.verdict().remark());
    values.put("p", judged.p());
    judged
        .estimate()
        .ifPresent(e -> {
          values.put("change", e.change());
          values.put("low", e.lowChange());
          values.put("high", e.highChange());
          values.put("hodgesLehmann", e.hodgesLehmannChange());
          values.put("sdOfLogRatio", e.sd());
        });
    values.put("before", judged.runs().pairs().stream().map(Pair::before).toList());
    values.put("after", judged.runs().pairs().stream().map(Pair::after).toList());
    return values;
  }

  private static String interval(Estimate e) {
    return percent(e.lowChange()) + " to " + percent(e.highChange());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%+.1f %%", share * 100);
  }

  private static String plain(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  private static String p(double value) {
    return value < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 100 ? "%.2f" : "%.1f", value);
  }
}
