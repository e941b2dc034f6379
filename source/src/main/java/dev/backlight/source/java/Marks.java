package dev.backlight.source.java;

import dev.backlight.source.code.SourceFile.Comment;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the comments that speak to the tool.
final class Marks {

  private static final String MARK = "backlight:";
  private static final Pattern SIGNS =
      Pattern.compile("(?m)^\\s*(?:/\\*+|//+|\\*(?!/))|\\*+/\\s*$");

  private Marks() {}

  static List<Comment> of(SyntaxTree tree) {
    List<Comment> marks = new ArrayList<>();
    for (int n = 0; n < tree.size(); n++) {
      String kind = tree.kind(n);
      if (kind.equals("line_comment") || kind.equals("block_comment")) {
        String text = tree.text(n);
        if (text.contains(MARK)) {
          String plain = SIGNS.matcher(text).replaceAll("").strip();
          marks.add(new Comment(tree.start(n), tree.end(n), plain));
        }
      }
    }
    return List.copyOf(marks);
  }
}
