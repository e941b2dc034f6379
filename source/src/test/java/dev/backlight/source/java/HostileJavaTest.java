package dev.backlight.source.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.Outline;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.lowering.DamagedPrograms;
import dev.backlight.source.treesitter.Grammar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged, deep and long programs: the sound parts are lowered and nothing throws.
final class HostileJavaTest {

  private static final String PROGRAM =
      """
      package a; import b.C;
      @E(name = "t") class T<A> extends B<A> implements I {
        int a = 1, b[] = {1, 2}; { a = 2; } static { load(); }
        T(int a) { this(a, 2); }
        enum Color { RED(1) { int v() { return 2; } }; int n; }
        record Point(int x) { Point { if (x < 0) throw new Err(); } }
        int go(Object o, String... rest) {
          int r = switch (o) {
            case String s when s.isEmpty() -> 1; case Point(int x) -> { yield 2; }
            default -> throw new X();
          };
          for (int i = 0; i < 10; i++) { if (i == 2) continue; else z(); }
          for (final var ord : orders) ord.x().y[3].z();
          try (var c = open(); d) { } catch (A | B e) { throw e; } finally { done(); }
          synchronized (this) { n += o instanceof Point(int y) ? 1 : 2; }
          Runnable rr = () -> { work(T::new, new int[3]); };
          return new Thread("n") { void run() { deep(); } }.n;
        }
      }
      """;

  @Test
  void keepsTheSoundMembersAroundADamagedOne() {
    SourceFile file =
        JavaFrontEndTest.lower(
            """
            class T {
              void before() { first(); }
              void broken( { middle(1); }
              void after() { last(); }
            }
            """);
    assertThat(file.syntaxErrors()).isPositive();
    assertThat(Outline.of(file)).contains("T.before()", "first()", "middle(1)", "last()");
  }

  @Test
  void keepsTheCallsOfADamagedStatement() {
    SourceFile file =
        JavaFrontEndTest.lower("class T { void t() { a(); int x = = b(c()); d(); } }");
    assertThat(file.syntaxErrors()).isPositive();
    assertThat(Outline.of(file)).contains("a()", "b(c())", "d()");
  }

  @Test
  void survivesEveryCutAndEveryLostByte() {
    DamagedPrograms.survivesEveryCutAndEveryLostByte(
        Grammar.JAVA, PROGRAM, tree -> JavaFrontEnd.lower("T.java", tree));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"f(", "(", "{", "a[", "!", "x -> ", "new A() { int b = ", "List<", "if (a) "})
  void isOpaqueWhereNestingHasNoEnd(String opening) throws InterruptedException {
    String program = "class T { void t() { int a = 1; " + opening.repeat(20_000) + "1; } }";
    DamagedPrograms.fitsAStack(
        DamagedPrograms.DEFAULT_STACK_BYTES,
        Grammar.JAVA,
        program,
        tree -> JavaFrontEnd.lower("T.java", tree));
  }

  @Test
  void keepsALongBuilderChain() {
    String links = ".add(i -> i.go(x()))".repeat(200);
    SourceFile file = JavaFrontEndTest.lower("class T { void t() { b" + links + "; } }");
    assertThat(DamagedPrograms.calls(file, "add")).isEqualTo(200);
    assertThat(DamagedPrograms.calls(file, "go")).isEqualTo(200);
  }

  @Test
  void keepsTheArgumentsOfAnEndlessChain() {
    String links = ".add(x())".repeat(5_000);
    SourceFile file = JavaFrontEndTest.lower("class T { void t() { b" + links + "; } }");
    assertThat(DamagedPrograms.calls(file, "x")).isEqualTo(5_000);
  }

  @Test
  void keepsALongSumAndALongElseIf() {
    String sum = " + x()".repeat(3_000);
    String elses = " else if (y()) { z(); }".repeat(300);
    SourceFile file =
        JavaFrontEndTest.lower(
            "class T { void t() { s = a" + sum + "; if (y()) { z(); }" + elses + " } }");
    assertThat(DamagedPrograms.calls(file, "x")).isEqualTo(3_000);
    assertThat(DamagedPrograms.calls(file, "z")).isEqualTo(301);
  }
}
