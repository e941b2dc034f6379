package dev.backlight.source.config;

import dev.backlight.source.config.Table.Column;
import dev.backlight.source.config.Table.Index;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Prisma schema: models are tables, `datasource` and `generator` blocks the tree.
final class PrismaReading {

  private static final Pattern HEAD =
      Pattern.compile("(model|datasource|generator|enum|type|view)\\s+(\\w+)\\s*\\{");
  private static final Pattern BLOCK_INDEX =
      Pattern.compile("@@(index|unique|id)\\(\\s*(?:fields:\\s*)?\\[([^\\]]*)\\].*");
  private static final Pattern FIELD = Pattern.compile("(\\w+)\\s+(\\w+)(\\[\\])?\\??(.*)");
  private static final Pattern SETTING = Pattern.compile("(\\w+)\\s*=\\s*(.*)");

  private final Tree tree = new Tree(1);
  private final List<Table> tables = new ArrayList<>();

  static ConfigFile read(String path, String text) {
    PrismaReading reading = new PrismaReading();
    String problem = reading.blocks(text);
    return new ConfigFile(
        path, Syntax.PRISMA, List.of(reading.tree.done()), reading.tables, problem);
  }

  private String blocks(String text) {
    List<LogicalLine> body = new ArrayList<>();
    String kind = "";
    String name = "";
    int start = 1;
    for (LogicalLine line : LogicalLine.plain(text)) {
      String content = line.text().replaceFirst("//.*", "").strip();
      Matcher head = HEAD.matcher(content);
      if (kind.isEmpty() && head.matches()) {
        kind = head.group(1);
        name = head.group(2);
        start = line.number();
      } else if (content.equals("}")) {
        block(kind, name, start, body);
        kind = "";
        body.clear();
      } else if (!kind.isEmpty() && !content.isEmpty()) {
        body.add(new LogicalLine(line.number(), content));
      }
    }
    return kind.isEmpty() ? "" : "line " + start + ": " + kind + " " + name + " is not closed";
  }

  private void block(String kind, String name, int start, List<LogicalLine> body) {
    switch (kind) {
      case "model", "view" -> tables.add(model(name, start, body));
      case "datasource", "generator" -> {
        Tree settings = new Tree(start);
        for (LogicalLine line : body) {
          Matcher setting = SETTING.matcher(line.text());
          if (setting.matches()) {
            settings.add(setting.group(1), line.number(), setting.group(2).replace("\"", ""));
          }
        }
        tree.add(kind, start, settings.done());
      }
      default -> {
        // Enums and composite types hold nothing that a query could miss an index on.
      }
    }
  }

  private static Table model(String name, int start, List<LogicalLine> body) {
    List<Column> columns = new ArrayList<>();
    List<Index> indexes = new ArrayList<>();
    for (LogicalLine line : body) {
      Matcher index = BLOCK_INDEX.matcher(line.text());
      Matcher field = FIELD.matcher(line.text());
      if (index.matches()) {
        List<String> fields =
            Arrays.stream(index.group(2).split(","))
                .map(item -> item.strip().replaceFirst("\\(.*", ""))
                .filter(item -> !item.isEmpty())
                .toList();
        indexes.add(new Index(fields, !index.group(1).equals("index"), line.number()));
      } else if (field.matches()) {
        boolean relation = field.group(3) != null || field.group(4).contains("@relation");
        String target = relation ? field.group(2) : "";
        columns.add(new Column(field.group(1), field.group(2), target, line.number()));
        if (field.group(4).matches(".*@(id|unique)\\b.*")) {
          indexes.add(new Index(List.of(field.group(1)), true, line.number()));
        }
      }
    }
    return new Table(name, start, columns, indexes);
  }
}
