package dev.backlight.source.csharp;

import dev.backlight.source.code.SourceFile.Comment;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// The comments that speak to the tool.
final class Marks {

  private static final String SIGN = "backlight:";

  private Marks() {}

  static List<Comment> of(SyntaxTree tree) {
    List<Comment> marks = new ArrayList<>();
    for (int n = 0; n < tree.size(); n++) {
      if (tree.kind(n).equals("comment")) {
        String text = tree.text(n);
        if (text.contains(SIGN)) {
          marks.add(new Comment(tree.start(n), tree.end(n), withoutSigns(text)));
        }
      }
    }
    return List.copyOf(marks);
  }

  private static String withoutSigns(String text) {
    if (text.startsWith("/*")) {
      return text.substring(2, text.endsWith("*/") ? text.length() - 2 : text.length()).strip();
    }
    int from = 0;
    while (from < text.length() && text.charAt(from) == '/') {
      from++;
    }
    return text.substring(from).strip();
  }
}
