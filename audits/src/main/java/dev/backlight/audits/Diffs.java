package dev.backlight.audits;

import dev.backlight.model.Sighting.Edit;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Turns edits into a unified diff that `git apply` takes.
final class Diffs {

  private static final int CONTEXT = 3;
  private static final String NO_NEWLINE = "\n\\ No newline at end of file\n";

  private Diffs() {}

  /// The diff of all files, by path; empty if a file is missing, edits overlap or lie outside of
  /// their file, or nothing changes.
  static Optional<String> unified(List<Edit> edits, SourceText source) {
    Map<String, List<Edit>> byPath = new TreeMap<>();
    edits.forEach(edit -> byPath.computeIfAbsent(edit.path(), _ -> new ArrayList<>()).add(edit));
    StringBuilder diff = new StringBuilder();
    for (Map.Entry<String, List<Edit>> file : byPath.entrySet()) {
      Optional<String> text = source.text(file.getKey());
      if (text.isEmpty()) {
        return Optional.empty();
      }
      List<Edit> sorted =
          file.getValue().stream()
              .sorted(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end))
              .toList();
      byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
      if (!applicable(sorted, bytes.length)) {
        return Optional.empty();
      }
      String hunks = new FileDiff(bytes, sorted).hunks();
      if (!hunks.isEmpty()) {
        diff.append("--- a/%1$s\n+++ b/%1$s\n".formatted(file.getKey())).append(hunks);
      }
    }
    return diff.isEmpty() ? Optional.empty() : Optional.of(diff.toString());
  }

  private static boolean applicable(List<Edit> sorted, int length) {
    int at = 0;
    for (Edit edit : sorted) {
      if (edit.start() < at || edit.end() < edit.start() || edit.end() > length) {
        return false;
      }
      at = edit.end();
    }
    return true;
  }

  /// One file. Lines keep their ends; `starts` has the offset of each line and of the end.
  private static final class FileDiff {

    private final byte[] bytes;
    private final List<Edit> edits;
    private final List<Integer> starts = new ArrayList<>();
    private int added;

    FileDiff(byte[] bytes, List<Edit> edits) {
      this.bytes = bytes;
      this.edits = edits;
      starts.add(0);
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n' && i + 1 < bytes.length) {
          starts.add(i + 1);
        }
      }
      starts.add(bytes.length);
    }

    String hunks() {
      StringBuilder hunks = new StringBuilder();
      int next = 0;
      while (next < edits.size()) {
        int from = next;
        int last = lineOf(edits.get(next).end());
        while (next < edits.size() && lineOf(edits.get(next).start()) <= last + 2 * CONTEXT) {
          last = Math.max(last, lineOf(edits.get(next).end()));
          next++;
        }
        hunks.append(hunk(lineOf(edits.get(from).start()), last + 1, edits.subList(from, next)));
      }
      return hunks.toString();
    }

    /// The index of the line that holds a byte; the last line for the end of the file.
    private int lineOf(int offset) {
      int low = 0;
      int high = starts.size() - 2;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (starts.get(middle) <= offset) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return low;
    }

    private String hunk(int firstLine, int endLine, List<Edit> inside) {
      List<String> before = lines(slice(starts.get(firstLine), starts.get(endLine)));
      List<String> after = lines(edited(firstLine, endLine, inside));
      int same = 0;
      int shorter = Math.min(before.size(), after.size());
      while (same < shorter && before.get(same).equals(after.get(same))) {
        same++;
      }
      int tail = 0;
      while (tail < shorter - same
          && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
        tail++;
      }
      List<String> removed = before.subList(same, before.size() - tail);
      List<String> inserted = after.subList(same, after.size() - tail);
      if (removed.isEmpty() && inserted.isEmpty()) {
        return "";
      }
      return printed(firstLine + same, removed, inserted);
    }

    private String printed(int at, List<String> removed, List<String> inserted) {
      int lineCount = starts.size() - 1;
      int from = Math.max(0, at - CONTEXT);
      int end = Math.min(lineCount, at + removed.size() + CONTEXT);
      List<String> lead = lines(slice(starts.get(from), starts.get(at)));
      List<String> trail = lines(slice(starts.get(at + removed.size()), starts.get(end)));
      int around = lead.size() + trail.size();
      StringBuilder hunk = new StringBuilder();
      int oldCount = removed.size() + around;
      int newCount = inserted.size() + around;
      hunk.append(
          "@@ -%d,%d +%d,%d @@\n"
              .formatted(
                  oldCount == 0 ? from : from + 1,
                  oldCount,
                  newCount == 0 ? from + added : from + added + 1,
                  newCount));
      append(hunk, ' ', lead);
      append(hunk, '-', removed);
      append(hunk, '+', inserted);
      append(hunk, ' ', trail);
      added += inserted.size() - removed.size();
      return hunk.toString();
    }

    private static void append(StringBuilder hunk, char sign, List<String> lines) {
      for (String line : lines) {
        hunk.append(sign);
        if (line.endsWith("\n")) {
          hunk.append(line);
        } else {
          hunk.append(line).append(NO_NEWLINE);
        }
      }
    }

    private byte[] edited(int firstLine, int endLine, List<Edit> inside) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int at = starts.get(firstLine);
      for (Edit edit : inside) {
        out.write(bytes, at, edit.start() - at);
        out.writeBytes(edit.text().getBytes(StandardCharsets.UTF_8));
        at = edit.end();
      }
      out.write(bytes, at, starts.get(endLine) - at);
      return out.toByteArray();
    }

    private byte[] slice(int from, int to) {
      return Arrays.copyOfRange(bytes, from, to);
    }

    private static List<String> lines(byte[] text) {
      List<String> lines = new ArrayList<>();
      String string = new String(text, StandardCharsets.UTF_8);
      int at = 0;
      while (at < string.length()) {
        int newline = string.indexOf('\n', at);
        int end = newline < 0 ? string.length() : newline + 1;
        lines.add(string.substring(at, end));
        at = end;
      }
      return lines;
    }
  }
}
