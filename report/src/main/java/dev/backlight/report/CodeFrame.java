package dev.backlight.report;

import dev.backlight.model.Confidence;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Location;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Step;
import dev.backlight.model.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The guilty lines of one finding with carets and labels, then what it costs and how to fix it, as
/// compilers show errors.
final class CodeFrame {

  private static final int MOST_LINES = 12;

  private final Finding finding;
  private final String title;
  private final String measured;
  private final Ink ink;
  private final int width;
  private final int gutter;
  private final StringBuilder out = new StringBuilder();

  /// A region of one line, columns from 1, and what happens there.
  private record Mark(int line, int from, int to, String note) {}

  CodeFrame(Finding finding, Tally tally, Ink ink, int width) {
    this.finding = finding;
    this.title = tally.title(finding);
    this.measured = LoadWords.measured(tally.measured(finding));
    this.ink = ink;
    this.width = width;
    Finding.Excerpt excerpt = finding.excerpt();
    this.gutter = Integer.toString(excerpt.firstLine() + excerpt.lines().size()).length() + 1;
  }

  String text() {
    Severity severity = finding.severity();
    String rule = finding.sighting().rule();
    out.append(ink.severity(severity, severity.id() + "[" + rule + "]"))
        .append(ink.bold(": " + Text.line(title)))
        .append('\n');
    Span span = finding.sighting().location().span();
    String place =
        Text.line(finding.sighting().location().path())
            + ":"
            + span.startLine()
            + ":"
            + span.startColumn();
    bar("┌─ " + ink.link(place) + routes());
    bar("│");
    code();
    bar("│");
    facts();
    return out.toString();
  }

  private String routes() {
    List<String> routes = finding.sighting().routes();
    if (routes.isEmpty()) {
      return "";
    }
    String more = routes.size() > 1 ? " and " + (routes.size() - 1) + " more" : "";
    return ink.muted("  " + Text.cut(Text.line(routes.getFirst()), 48) + more);
  }

  private void bar(String text) {
    out.append(" ".repeat(gutter + 1)).append(text.stripTrailing()).append('\n');
  }

  private void code() {
    List<Mark> marks = marks();
    Finding.Excerpt excerpt = finding.excerpt();
    int last = excerpt.firstLine() + excerpt.lines().size() - 1;
    int previous = -1;
    for (int line : shown(marks, excerpt.firstLine(), last)) {
      if (previous > 0 && line > previous + 1) {
        out.append(ink.muted(" ".repeat(gutter) + " ⋮")).append('\n');
      }
      previous = line;
      String raw = excerpt.lines().get(line - excerpt.firstLine());
      List<Mark> here = marks.stream().filter(m -> m.line() == line).toList();
      code(line, raw, here);
    }
  }

  private static List<Integer> shown(List<Mark> marks, int first, int last) {
    TreeSet<Integer> lines = new TreeSet<>();
    marks.stream()
        .map(Mark::line)
        .filter(l -> l >= first && l <= last)
        .limit(MOST_LINES)
        .forEach(lines::add);
    if (!lines.isEmpty() && lines.getLast() - lines.getFirst() < MOST_LINES) {
      for (int line = lines.getFirst(); line < lines.getLast(); line++) {
        lines.add(line);
      }
    }
    return List.copyOf(lines);
  }

  private List<Mark> marks() {
    Location place = finding.sighting().location();
    List<Mark> marks = new ArrayList<>();
    for (Step label : finding.sighting().labels()) {
      if (label.location().path().equals(place.path())) {
        marks.add(mark(label.location().span(), Text.line(label.note())));
      }
    }
    Mark primary = mark(place.span(), "");
    boolean told = marks.stream().anyMatch(m -> m.line() == primary.line());
    boolean pointed = marks.stream().anyMatch(m -> m.line() == primary.line() && m.to() > m.from());
    if (!told || !pointed) {
      String note = told ? "" : Text.line(finding.sighting().message());
      marks.add(new Mark(primary.line(), primary.from(), primary.to(), note));
    }
    marks.sort(Comparator.comparingInt(Mark::line).thenComparingInt(Mark::from));
    return marks;
  }

  /// A region over several lines is marked on its first line to that line's end.
  private Mark mark(Span span, String note) {
    int end = span.endColumn();
    if (span.endLine() > span.startLine()) {
      int index = span.startLine() - finding.excerpt().firstLine();
      List<String> lines = finding.excerpt().lines();
      end = index >= 0 && index < lines.size() ? lines.get(index).length() + 1 : end;
    }
    return new Mark(span.startLine(), span.startColumn(), end, note);
  }

  private void code(int line, String raw, List<Mark> marks) {
    int room = width - gutter - 4;
    String text = Text.cut(Text.line(raw).stripTrailing(), room);
    String wholeLine =
        marks.stream()
            .filter(m -> m.to() <= m.from() && !m.note().isEmpty())
            .map(Mark::note)
            .collect(Collectors.joining(" · "));
    boolean beside = Text.columns(text) + 4 + Text.columns(wholeLine) <= room;
    String number = Figures.say("%" + gutter + "d", line);
    out.append(ink.muted(number + " │ ")).append(text);
    if (!wholeLine.isEmpty() && beside) {
      out.append("    ").append(ink.severity(finding.severity(), wholeLine));
    }
    out.append('\n');
    if (!wholeLine.isEmpty() && !beside) {
      under(4, 0, wholeLine);
    }
    for (Mark mark : marks) {
      if (mark.to() > mark.from()) {
        int from = columnsBefore(raw, mark.from());
        int to = Math.min(room, Math.max(from + 1, columnsBefore(raw, mark.to())));
        under(Math.min(from, room - 1), Math.max(1, to - from), mark.note());
      }
    }
  }

  /// Columns on the screen before `column` of the raw line.
  private static int columnsBefore(String raw, int column) {
    return Text.columns(Text.line(raw.substring(0, Math.min(raw.length(), column - 1))));
  }

  private void under(int from, int carets, String note) {
    int room = width - gutter - 4;
    String pointer = "^".repeat(carets);
    boolean fits = from + carets + 1 + Text.columns(note) <= room;
    String first = " ".repeat(from) + pointer + (fits && carets > 0 ? " " + note : "");
    bar("│ " + ink.severity(finding.severity(), carets == 0 ? " ".repeat(from) + note : first));
    if (!fits && carets > 0 && !note.isEmpty()) {
      int indent = Math.max(0, Math.min(from, room - Text.columns(note)));
      for (String part : wrap(note, room - indent)) {
        bar("│ " + ink.severity(finding.severity(), " ".repeat(indent) + part));
      }
    }
  }

  private void facts() {
    Sighting sighting = finding.sighting();
    if (finding.cost() instanceof Cost.Modelled cost) {
      fact(
          "cost",
          Figures.say(
              "%s → %s %s (%s)",
              Text.line(cost.arithmeticBefore()),
              Text.line(cost.arithmeticAfter()),
              Text.line(cost.per()),
              Text.line(cost.basis())));
    }
    fact("load", Text.line(measured));
    if (!sighting.chain().isEmpty()) {
      fact(
          "chain",
          sighting.chain().stream()
              .map(s -> Text.line(s.location() + " " + s.note()).strip())
              .collect(Collectors.joining(" → ")));
    }
    fact("why", Text.line(finding.severityReason()));
    String fix =
        switch (finding.fix()) {
          case Finding.Fix.Diff(String text, String _) -> text;
          case Finding.Fix.Worked(String text, String _, String _) -> text;
        };
    fact("fix", Text.line(fix) + "  backlight explain " + Text.line(sighting.rule()));
    if (sighting.confidence() != Confidence.HIGH) {
      fact("note", "confidence is " + sighting.confidence().id());
    }
  }

  private void fact(String name, String text) {
    if (text.isBlank()) {
      return;
    }
    String head = "= " + name + ": ";
    String indent = " ".repeat(9);
    List<String> lines = wrap(text, width - gutter - 1 - indent.length());
    for (int i = 0; i < lines.size(); i++) {
      String before = i == 0 ? ink.bold(head) + " ".repeat(9 - head.length()) : indent;
      bar(before + lines.get(i));
    }
  }

  /// Breaks at spaces; a longer word stays whole.
  static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && Text.columns(line.toString()) + 1 + Text.columns(word) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
