package dev.backlight.source.csharp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.Outline;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.lowering.DamagedPrograms;
import dev.backlight.source.treesitter.Grammar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged, deep and long programs: the sound parts are lowered and nothing throws.
final class HostileCSharpTest {

  private static final String PROGRAM =
      """
      using A.B; using static C.D; using X = Y<int>; [assembly: T("a")] namespace N.M;
      [E(Name = "t")] partial class T<A>(Db db, int n = 1) : B<A>(db), I where A : class, new() {
        int a = 1, b; const string S = $"a{1,2:x}b"; event H Done; public int P { get; set; } = 2;
        T() : this(1, 2) { } ~T() { } int this[int i, int j] { get => 1; set { a = value; } }
        public static T<A> operator +(T<A> x, T<A> y) => x; delegate int F(int x);
      #if DEBUG
        enum Color { Red = 1, [X] Green }
      #else
        record Point(int X, params int[] Ys) : Base(X);
      #endif
        async Task<int> Go(this T<A> o, object q, out int z) {
          using var file = Open(out var size, ref z); await using (Lock()) { }
          var r = q switch { string { Length: > 3 } s when s.Z() => 1, (1, var y) => 2, _ => throw new() };
          for (int i = 0, j = 1; i < 10; i++, --j) { if (i == 2) continue; else Z(); }
          await foreach (var (k, v) in xs) yield return new { k, v.X, Z = v?.Y() };
          try { } catch (E e) when (e.X is not null and { A.B: [1, ..] }) { throw; } finally { F(); }
          lock (this) { checked { n += (q as T)!.A?[1..^1]?.B ?? default(int); } }
          switch (q) { case 1: case int w when w > 2: { break; } default: goto case 1; }
          var d = from o in db.Os join p in ps on o.I equals p.I into g let h = g.Count()
                  where h > 1 orderby h descending, o.I group o by h into e select e;
          (a, var t) = ((int) x, delegate (int x) { return x; }); a ??= b; int L(int x) => x;
          var c = new Dictionary<int, int> { [1] = 2, { 3, 4 } }; int[] e = [1, ..c, await f?.G()];
          return new T<A>(1) { P = 2, Qs = { 1, 2 } } with { P = 3 };
        }
      }
      """;

  @Test
  void keepsTheSoundMembersAroundADamagedOne() {
    SourceFile file =
        CSharpFrontEndTest.lower(
            """
            class T {
              void Before() { First(); }
              void Broken( { Middle(1); }
              void After() { Last(); }
            }
            """);
    assertThat(file.syntaxErrors()).isPositive();
    assertThat(Outline.of(file)).contains("T.Before()", "First()", "Middle(1)", "Last()");
  }

  @Test
  void keepsTheCallsOfADamagedStatement() {
    SourceFile file =
        CSharpFrontEndTest.lower("class T { void Go() { A(); int x = = B(C()); D(); } }");
    assertThat(file.syntaxErrors()).isPositive();
    assertThat(Outline.of(file)).contains("A()", "B(C())", "D()");
  }

  @Test
  void survivesEveryCutAndEveryLostByte() {
    DamagedPrograms.survivesEveryCutAndEveryLostByte(
        Grammar.CSHARP, PROGRAM, tree -> CSharpFrontEnd.lower("T.cs", tree));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "F(",
        "(",
        "{",
        "a[",
        "!",
        "x => ",
        "List<",
        "if (a) ",
        "[",
        "new A { B = ",
        "a is not ",
        "a ? b : ",
        "a = ",
        "$\"{",
        "await ",
        "using var x = ",
        "namespace N {",
        "class C {",
        "#if X\n",
        "from x in ",
        "from x in y select ",
        "a switch { var y => ",
        "delegate { ",
        "(a, "
      })
  void isOpaqueWhereNestingHasNoEnd(String opening) throws InterruptedException {
    String program = "class T { void Go() { int a = 1; " + opening.repeat(5_000) + "1; } }";
    DamagedPrograms.fitsAStack(
        DamagedPrograms.DEFAULT_STACK_BYTES / 2,
        Grammar.CSHARP,
        program,
        tree -> CSharpFrontEnd.lower("T.cs", tree));
  }

  @Test
  void keepsALongFluentChain() {
    String links = ".Add(i => i.Go(X()))".repeat(150);
    SourceFile file = CSharpFrontEndTest.lower("class T { void Go() { b" + links + "; } }");
    assertThat(DamagedPrograms.calls(file, "Add")).isEqualTo(150);
    assertThat(DamagedPrograms.calls(file, "Go")).isEqualTo(150);
  }

  @Test
  void keepsTheCallsOfAnEndlessChain() {
    String links = "?.Add(X())".repeat(5_000);
    SourceFile file = CSharpFrontEndTest.lower("class T { void Go() { b" + links + "; } }");
    assertThat(DamagedPrograms.calls(file, "X")).isEqualTo(5_000);
    assertThat(DamagedPrograms.calls(file, "Add")).isEqualTo(5_000);
  }

  @Test
  void keepsALongSumAndALongElseIf() {
    String sum = " + X()".repeat(3_000);
    String elses = " else if (Y()) { Z(); }".repeat(350);
    SourceFile file =
        CSharpFrontEndTest.lower(
            "class T { void Go() { s = a" + sum + "; if (Y()) { Z(); }" + elses + " } }");
    assertThat(DamagedPrograms.calls(file, "X")).isEqualTo(3_000);
    assertThat(DamagedPrograms.calls(file, "Z")).isEqualTo(351);
  }
}
