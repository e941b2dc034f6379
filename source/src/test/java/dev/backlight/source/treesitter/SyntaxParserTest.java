package dev.backlight.source.treesitter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SyntaxParserTest {

  private static final Duration AMPLE = Duration.ofMinutes(2);

  @Test
  void readsKindsFieldsAndOffsets() {
    SyntaxTree tree = parse(Grammar.PYTHON, "# é\nasync def f(a): return g(a, b=1)\n");

    int function = tree.firstNamedChild(0);
    assertThat(tree.kind(0)).isEqualTo("module");
    assertThat(tree.kind(function)).isEqualTo("function_definition");
    assertThat(tree.kind(tree.firstChild(0))).isEqualTo("comment");
    assertThat(tree.start(function)).isEqualTo("# é\n".getBytes(UTF_8).length);
    assertThat(tree.text(tree.child(function, "name"))).isEqualTo("f");
    assertThat(tree.child(function, "no such field")).isEqualTo(-1);
    assertThat(tree.child(function, "condition")).isEqualTo(-1);
    int async = tree.firstChild(function);
    assertThat(tree.kind(async)).isEqualTo("async");
    assertThat(tree.named(async)).isFalse();
    assertThat(tree.textIs(async, "async")).isTrue();
    assertThat(tree.textIs(async, "asynk")).isFalse();
    assertThat(tree.textIs(async, "asyn")).isFalse();
    assertThat(tree.errorCount()).isZero();
  }

  @Test
  void everyNodeIsReachedOnceThroughChildrenAndSiblings() {
    SyntaxTree tree =
        parse(
            Grammar.JAVASCRIPT, "// c\nasync function f(a, b) { for (const x of a) await g(x); }");

    List<Integer> reached = new ArrayList<>();
    reach(tree, 0, -1, reached);

    assertThat(reached).hasSize(tree.size()).isSorted();
    assertThat(tree.subtreeEnd(0)).isEqualTo(tree.size());
    assertThat(tree.nextSibling(0)).isEqualTo(-1);
    assertThat(tree.nextNamedSibling(0)).isEqualTo(-1);
    assertThat(tree.parent(0)).isEqualTo(-1);
  }

  private static void reach(SyntaxTree tree, int node, int parent, List<Integer> reached) {
    assertThat(tree.parent(node)).isEqualTo(parent);
    reached.add(node);
    for (int c = tree.firstChild(node); c >= 0; c = tree.nextSibling(c)) {
      assertThat(tree.start(c)).isBetween(tree.start(node), tree.end(node));
      reach(tree, c, node, reached);
    }
  }

  @Test
  void namedChildrenLeaveOutTokensAndCommentsAndRegions() {
    SyntaxTree tree =
        parse(Grammar.CSHARP, "class A {\n#region r\n int x; // c\n#endregion\n void M() { } }");

    int body = tree.child(tree.firstNamedChild(0), "body");
    List<String> members = new ArrayList<>();
    for (int c = tree.firstNamedChild(body); c >= 0; c = tree.nextNamedSibling(c)) {
      members.add(tree.kind(c));
    }

    assertThat(members).containsExactly("field_declaration", "method_declaration");
  }

  @Test
  void damagedTextGivesErrorNodesAndMissingTokens() {
    SyntaxTree error = parse(Grammar.JAVA, "class A { void m() { int ) ( x; } }");
    SyntaxTree missing = parse(Grammar.JAVA, "class A { int x = 1 }");

    assertThat(error.errorCount()).isPositive();
    assertThat(nodes(error, error::isError)).isNotEmpty();
    assertThat(nodes(error, error::isError)).allMatch(n -> error.kind(n).equals("ERROR"));
    assertThat(nodes(missing, missing::isMissing)).hasSize(1);
    int token = nodes(missing, missing::isMissing).getFirst();
    assertThat(missing.kind(token)).isEqualTo(";");
    assertThat(missing.text(token)).isEmpty();
  }

  @Test
  void emptyTextAndBytesThatAreNoTextGiveATree() {
    var random = new Random(7);
    for (Grammar grammar : Grammar.values()) {
      byte[] noise = new byte[3_000];
      random.nextBytes(noise);
      assertThat(parse(grammar, "").size()).as("%s", grammar).isEqualTo(1);
      assertThat(parse(grammar, noise).size()).as("%s", grammar).isPositive();
      assertThat(parse(grammar, "\0\0\0").size()).as("%s", grammar).isPositive();
    }
  }

  /// Whether a parse ends in time depends on the machine; that it ends without a crash does not.
  @Test
  void aMillionNestedBracketsDoNotOverflowAnyStack() {
    byte[] brackets = "(".repeat(1_000_000).getBytes(UTF_8);
    for (Grammar grammar : Grammar.values()) {
      try (SyntaxParser parser = SyntaxParser.open(grammar)) {
        Parsed parsed = parser.parse(brackets, Duration.ofSeconds(1));
        Parsed then = parser.parse(new byte[0], AMPLE);

        assertThat(parsed).as("%s", grammar).isNotNull();
        assertThat(then).as("%s", grammar).isInstanceOf(Parsed.Tree.class);
      }
    }
  }

  /// Three kilobytes that the parser does not finish in twenty seconds.
  @Test
  void aDamagedFileIsGivenUpAndTheParserIsUsableAgain() throws Exception {
    byte[] damaged;
    try (var stream = SyntaxParserTest.class.getResourceAsStream("damaged.tsx.txt")) {
      damaged = requireNonNull(stream).readAllBytes();
    }
    Duration limit = Duration.ofMillis(100);
    try (SyntaxParser parser = SyntaxParser.open(Grammar.TSX)) {
      Parsed late = parser.parse(damaged, limit);
      Parsed then = parser.parse("const a = <b/>;".getBytes(UTF_8), AMPLE);

      assertThat(late).isEqualTo(new Parsed.TimedOut(limit));
      assertThat(((Parsed.Tree) then).tree().errorCount()).isZero();
    }
  }

  @Test
  void deepNestingIsKeptWhole() {
    int depth = 200_000;
    SyntaxTree tree = parse(Grammar.PYTHON, "x = " + "[".repeat(depth) + "]".repeat(depth) + "\n");

    assertThat(nodes(tree, n -> tree.kind(n).equals("list"))).hasSize(depth);
    assertThat(tree.errorCount()).isZero();
  }

  @Test
  void theParserIsUsableAfterTimeRanOut() {
    byte[] large = "f(a, b, c)\n".repeat(50_000).getBytes(UTF_8);
    try (SyntaxParser parser = SyntaxParser.open(Grammar.PYTHON)) {
      Parsed late = parser.parse(large, Duration.ZERO);
      Parsed then = parser.parse("x = 1\n".getBytes(UTF_8), AMPLE);

      assertThat(late).isEqualTo(new Parsed.TimedOut(Duration.ZERO));
      assertThat(((Parsed.Tree) then).tree().errorCount()).isZero();
      assertThat(((Parsed.Tree) then).tree().kind(1)).isEqualTo("expression_statement");
    }
  }

  @Test
  void parsersOfSeveralThreadsDoNotDisturbEachOther() {
    String text = "class A { void m(int a) { f(a, g(b)); } }\n".repeat(2_000);
    int alone = parse(Grammar.JAVA, text).size();

    List<Integer> together =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> parse(i % 2 == 0 ? Grammar.JAVA : Grammar.CSHARP, text))
            .filter(tree -> tree.kind(0).equals("program"))
            .map(SyntaxTree::size)
            .toList();

    assertThat(together).hasSize(4).containsOnly(alone);
  }

  @Test
  void aClosedParserSaysSo() {
    SyntaxParser parser = SyntaxParser.open(Grammar.JAVA);
    parser.close();
    parser.close();

    assertThatThrownBy(() -> parser.parse(new byte[0], AMPLE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static List<Integer> nodes(SyntaxTree tree, IntPredicate wanted) {
    List<Integer> found = new ArrayList<>();
    for (int n = 0; n < tree.size(); n++) {
      if (wanted.test(n)) {
        found.add(n);
      }
    }
    return found;
  }

  private static SyntaxTree parse(Grammar grammar, String text) {
    return parse(grammar, text.getBytes(UTF_8));
  }

  private static SyntaxTree parse(Grammar grammar, byte[] text) {
    try (SyntaxParser parser = SyntaxParser.open(grammar)) {
      return ((Parsed.Tree) parser.parse(text, AMPLE)).tree();
    }
  }
}
