package dev.backlight.load.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the files that feeds name.
final class DataFile {

  private static final long MAX_BYTES = 256L << 20;

  private DataFile() {}

  /// The rows of a CSV file: maps, or lists where columns have no names.
  static Value csv(Feed.Csv csv, Path folder) throws EvaluationException {
    List<List<String>> lines = CsvText.read(text(folder, csv.path()), csv.delimiter());
    List<List<String>> data = lines.subList(Math.min(csv.skip(), lines.size()), lines.size());
    return switch (csv.columns()) {
      case Feed.FirstLine _ ->
          data.isEmpty()
              ? new Value.Items(List.of())
              : maps(data.getFirst(), data.subList(1, data.size()));
      case Feed.Named(List<String> names) -> maps(names, data);
      case Feed.Unnamed _ ->
          new Value.Items(
              data.stream()
                  .map(line -> (Value) new Value.Items(line.stream().map(Value::of).toList()))
                  .toList());
    };
  }

  /// A line with fewer values than columns has empty texts in the others.
  private static Value maps(List<String> columns, List<List<String>> lines) {
    List<Value> rows = new ArrayList<>(lines.size());
    for (List<String> line : lines) {
      Map<String, Value> row = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i).strip(), Value.of(i < line.size() ? line.get(i) : ""));
      }
      rows.add(new Value.Fields(row));
    }
    return new Value.Items(rows);
  }

  static Value json(String file, Path folder) throws EvaluationException {
    try {
      return Json.read(text(folder, file));
    } catch (EvaluationException e) {
      throw new EvaluationException(file + ": " + e.getMessage());
    }
  }

  static Value lines(String file, Path folder) throws EvaluationException {
    return new Value.Items(text(folder, file).lines().map(Value::of).toList());
  }

  private static String text(Path folder, String name) throws EvaluationException {
    Path file = folder.resolve(name);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new EvaluationException(file + " is larger than " + (MAX_BYTES >> 20) + " MiB");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new EvaluationException("cannot read " + file + " (is it there, and in UTF-8?)");
    }
  }
}
