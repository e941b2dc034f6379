package dev.backlight.audits;

import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Report.ChecklistItem;
import dev.backlight.model.Report.ChecklistItem.Mark;
import dev.backlight.model.StackEntry;
import dev.backlight.model.StackEntry.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The twenty items of the optimization checklist, each marked with its evidence.
///
/// A finding of an item's rules makes it *not done*. Without one it is *done* only where its rules
/// ran over code that they apply to and the item asks for nothing that the source cannot show;
/// otherwise it is *not measured* or *not applicable*.
final class Checklist {

  private static final int MAX_FINDINGS = 50;

  /// What an item says when none of its rules found anything.
  @FunctionalInterface
  interface WhenClean {
    Answer answer(Checklist checklist);
  }

  record Answer(Mark mark, String why) {}

  /// `needs` are the kinds of technology without one of which the item does not apply.
  record Item(
      String id,
      String group,
      String title,
      Set<Kind> needs,
      List<String> rules,
      WhenClean whenClean) {}

  private final List<Finding> findings;
  private final Set<String> rulesRun;
  private final List<StackEntry> stack;
  private final int files;
  private final LoadTests load;

  Checklist(
      List<Finding> findings,
      Set<String> rulesRun,
      List<StackEntry> stack,
      int files,
      LoadTests load) {
    this.findings =
        findings.stream().filter(f -> !(f.status() instanceof Status.Suppressed)).toList();
    this.rulesRun = rulesRun;
    this.stack = stack;
    this.files = files;
    this.load = load;
  }

  LoadTests load() {
    return load;
  }

  List<ChecklistItem> items() {
    return ChecklistItems.ALL.stream().map(this::judge).toList();
  }

  private ChecklistItem judge(Item item) {
    List<Finding> against =
        findings.stream().filter(f -> item.rules().contains(f.sighting().rule())).toList();
    Answer answer = answer(item, against);
    return new ChecklistItem(
        item.id(),
        item.group(),
        item.title(),
        answer.mark(),
        answer.why(),
        against.stream().map(Finding::key).limit(MAX_FINDINGS).toList());
  }

  private Answer answer(Item item, List<Finding> against) {
    if (files == 0) {
      return new Answer(Mark.NOT_MEASURED, "no source file was read");
    }
    boolean runGiven = item.id().equals(ChecklistItems.LOAD_TESTING) && !load.isNone();
    if (!against.isEmpty() && !runGiven) {
      String rules =
          against.stream()
              .map(f -> f.sighting().rule())
              .distinct()
              .sorted()
              .collect(Collectors.joining(", "));
      return new Answer(Mark.NOT_DONE, Verdict.plural(against.size(), "finding") + ": " + rules);
    }
    if (!item.needs().isEmpty() && stack.stream().noneMatch(e -> item.needs().contains(e.kind()))) {
      return new Answer(
          Mark.NOT_APPLICABLE,
          "no "
              + item.needs().stream()
                  .sorted()
                  .findFirst()
                  .map(kind -> kind.id().replace('-', ' '))
                  .orElse("such technology")
              + " in the stack");
    }
    return item.whenClean().answer(this);
  }

  /// Done if at least one of the rules ran.
  Answer doneIfRan(List<String> rules, String limits) {
    long ran = rules.stream().filter(rulesRun::contains).count();
    String rest = limits.isEmpty() ? "" : "; " + limits;
    return ran == 0
        ? new Answer(Mark.NOT_MEASURED, "no rule for it ran")
        : new Answer(
            Mark.DONE,
            "%s found nothing in %s%s"
                .formatted(Verdict.plural((int) ran, "rule"), Verdict.plural(files, "file"), rest));
  }

  /// The names of the stack's entries of a kind, comma-separated; empty if there is none.
  String names(Kind... kinds) {
    return stack.stream()
        .filter(entry -> Set.of(kinds).contains(entry.kind()))
        .map(StackEntry::name)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
