package dev.backlight.source.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.Outline;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.csharp.CSharpFrontEnd;
import dev.backlight.source.java.JavaFrontEnd;
import dev.backlight.source.javascript.JavaScriptFrontEnd;
import dev.backlight.source.python.PythonFrontEnd;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import dev.backlight.source.treesitter.SyntaxTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Runs `src/test/cases/lowering/*.md`. A case has one program per language in a fenced block, and
/// for each the expected [Outline] in a block `outline <language>`, or one block `outline` for the
/// languages that have none of their own.
final class LoweringSuiteTest {

  private static final Path CASES = Path.of("src/test/cases/lowering");

  private record FrontEnd(
      String language,
      String path,
      Grammar grammar,
      BiFunction<String, SyntaxTree, SourceFile> lower) {}

  /// One line per front end.
  private static final List<FrontEnd> FRONT_ENDS =
      List.of(
          new FrontEnd("csharp", "T.cs", Grammar.CSHARP, CSharpFrontEnd::lower),
          new FrontEnd("java", "T.java", Grammar.JAVA, JavaFrontEnd::lower),
          new FrontEnd("python", "case.py", Grammar.PYTHON, PythonFrontEnd::lower),
          new FrontEnd("javascript", "case.ts", Grammar.TYPESCRIPT, JavaScriptFrontEnd::lower));

  @TestFactory
  Stream<DynamicTest> programsLowerToTheirOutlines() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : cases()) {
      Map<String, String> blocks = blocks(Files.readString(file));
      for (FrontEnd frontEnd : FRONT_ENDS) {
        String language = frontEnd.language();
        if (blocks.containsKey(language)) {
          String expected =
              blocks.getOrDefault("outline " + language, blocks.getOrDefault("outline", ""));
          tests.add(
              DynamicTest.dynamicTest(
                  file.getFileName() + " in " + language,
                  file.toUri(),
                  () ->
                      assertThat(outline(frontEnd, blocks.getOrDefault(language, "")))
                          .isEqualTo(expected)));
        }
      }
    }
    return tests.stream();
  }

  private static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      List<Path> cases = files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
      assertThat(cases).isNotEmpty();
      return cases;
    }
  }

  private static String outline(FrontEnd frontEnd, String program) {
    byte[] text = program.getBytes(StandardCharsets.UTF_8);
    try (SyntaxParser parser = SyntaxParser.open(frontEnd.grammar())) {
      if (parser.parse(text, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
        SourceFile file = frontEnd.lower().apply(frontEnd.path(), parsed.tree());
        assertThat(file.syntaxErrors()).as("syntax errors").isZero();
        return Outline.of(file);
      }
      throw new AssertionError("not parsed within the limit");
    }
  }

  /// The fenced blocks of a case by their info string.
  private static Map<String, String> blocks(String markdown) {
    Map<String, String> blocks = new LinkedHashMap<>();
    String open = "";
    StringBuilder body = new StringBuilder();
    for (String line : markdown.lines().toList()) {
      if (!line.startsWith("```")) {
        body.append(line).append('\n');
      } else if (open.isEmpty()) {
        open = line.substring(3).strip();
        body.setLength(0);
      } else {
        assertThat(blocks.put(open, body.toString())).as("a second block " + open).isNull();
        open = "";
      }
    }
    return blocks;
  }
}
