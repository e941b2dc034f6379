package dev.backlight.source.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Outline;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class JavaFrontEndTest {

  @Test
  void readsTypesOfEveryKind() {
    assertThat(
            outline(
                """
                package shop;
                @Table({"a", "b"})
                public sealed abstract class T<A extends B> extends Base<A> implements I<String[]>
                    permits P {
                  int a = 1, b[] = {1, 2};
                  @JoinTable(joins = @Join(name = "q")) Map<String, ? extends Q> qs;
                  enum Color {
                    RED, GREEN(1) { int v() { return 2; } };
                    static Color of() { return RED; }
                  }
                  record Point<N>(int x, @Valid List<N> ys) { Point { check(x); } }
                  interface Repo extends Jpa<Order, Long> {
                    int K = 3;
                    List<Order> all();
                    default int n() { return 1; }
                  }
                  @Service @interface Facade { String value() default "x"; }
                }
                """))
        .isEqualTo(
            """
            class shop.T<A>(Base<A>, I<List<String>>) [abstract] @Table(["a", "b"])
              field a: int = 1
              field b: List<int> = [1, 2]
              field qs: Map<String, Q> @JoinTable(joins=Join(name="q"))
            enum shop.Color in T [static]
              field RED: Color [static, final]
              field GREEN: Color = new Color(1) [static, final]
            class shop.(Color) in Color
            record shop.Point<N> in T [static]
              field x: int [final]
              field ys: List<N> [final] @Valid
            interface shop.Repo(Jpa<Order, Long>) in T [static]
              field K: int = 3 [static, final]
            interface shop.Facade in T [static] @Service
            function #1 .v() -> int
              return 2
            function #2 Color.of() -> Color [static]
              return RED
            function #3 Point.Point(x: int, ys: List<N>) [constructor]
              check(x)
            function #4 Repo.all() -> List<Order> [abstract, public]
            function #5 Repo.n() -> int [public]
              return 1
            """);
  }

  @Test
  void readsConstructorsInitializersAndMethodTraits() {
    assertThat(
            outline(
                """
                abstract class T {
                  Comparator<String> order = (x, y) -> x.compareTo(y);
                  { count = 2; }
                  static { load(); }
                  public T(int a) { this(a, 2); }
                  synchronized abstract void work() throws E;
                  native int size();
                  static <X> X first(final X x, String... rest) { return x; }
                }
                """))
        .isEqualTo(
            """
            class T [abstract]
              field order: Comparator<String> = fn#1
            function #1 T.order(x, y) [lambda]
              return x.compareTo(y)
            function #2 T.<init>() [constructor]
              count = 2
            function #3 T.<clinit>() [static]
              load()
            function #4 T.T(a: int) [constructor, public]
              this(a, 2)
            function #5 T.work() -> void [abstract, synchronized]
            function #6 T.size() -> int
            function #7 T.first(x: X, *rest: List<String>) -> X [static]
              return x
            """);
  }

  @Test
  void keepsWhatSwitchesDoAndBind() {
    assertThat(
            body(
                """
                int r = switch (o) {
                  case String s when s.isEmpty() -> 1;
                  case Point(int x, var ys) -> { log(); yield 2; }
                  case null, default -> throw new X();
                };
                var q = switch (r) { case 1, 2 -> "a"; default -> f(); };
                call(switch (r) { case 1: yield 2; default: { bar(); yield 3; } });
                switch (r) { case 1: one(); break; case 2: case 3: two(); default: return; }
                switch (r) { case 1 -> one(); case 2 -> { two(); } default -> throw new X(); }
                """))
        .isEqualTo(
            """
              let r: int
              choice o
                arm
                  let s: String = cast<String>(o)
                  if s.isEmpty()
                    r = 1
                arm
                  let [x, ys] = cast<Point>(o)
                  log()
                  r = 2
                arm
                  throw new X()
              let q = switch(r, "a", f())
              call(switch(r, 2, fn#2))
              choice r
                arm
                  one()
                  break
                arm
                  two()
                arm
                  return
              choice r
                arm
                  one()
                arm
                  two()
                arm
                  throw new X()
            function #2 T._() in #1 [lambda]
              bar()
              return 3
            """);
  }

  @Test
  void returnsFromEachArm() {
    assertThat(
            body(
                """
                return switch (shape) {
                  case Circle c -> area(c);
                  default -> { log(); yield 0; }
                };
                """))
        .isEqualTo(
            """
              choice shape
                arm
                  let c: Circle = cast<Circle>(shape)
                  return area(c)
                arm
                  log()
                  return 0
            """);
  }

  @Test
  void readsLoopsResourcesAndLocks() {
    assertThat(
            body(
                """
                outer: for (int i = 0, j = 1; i < 10; i++, j--) {
                  if (i == 2) continue outer; else z();
                }
                for (;;) { }
                do { a++; } while (a < 10);
                for (final Order ord : orders) ord.getCustomer();
                try (Connection c = ds.getConnection(); shared) {
                  c.go();
                } catch (A | B e) { throw e; }
                try (var c = open()) { }
                synchronized (this) { n = m = 4; arr[0] += 1; }
                """))
        .isEqualTo(
            """
              count (let i: int = 0; let j: int = 1) while (i < 10)
                if (i == 2)
                  continue
                else
                  z()
                i += 1
                j -= 1
              count () while _
              while (a < 10)
                a += 1
              for ord in orders
                ord.getCustomer()
              try
                let c: Connection
                with c = ds.getConnection(), shared
                  c.go()
              catch A | B as e
                throw e
              with c = open()
              lock this
                n = (m = 4)
                arr[0] += 1
            """);
  }

  @Test
  void readsExpressionsOfJava() {
    assertThat(
            body(
                """
                if (o instanceof String s && s.length() > 2) use(s);
                if (o instanceof Point(int x, Inner(var y, _))) use(x, y);
                Supplier<int[]> make = int[]::new; list.forEach(System.out::println);
                var cast = (List<String>) obj; var type = a.b.C.class;
                var sized = new byte[8][]; var listed = new int[] {1, 2};
                var text = \"""
                    select *
                      from t
                    \""" + 'c' + 0x1F;
                I1.super.go(); T.this.go(); outer.new Inner(3);
                Collections.<String>emptyList(); var map = new HashMap<String, int[]>();
                x = cond ? a : -b;
                """))
        .isEqualTo(
            """
              if (((s = cast<String>(o)) instanceof String) && (s.length() > 2))
                use(s)
              if (([x, [y, _]] = cast<Point>(o)) instanceof Point)
                use(x, y)
              let make: Supplier<List<int>> = List.new
              list.forEach(System.out.println)
              let cast = cast<List<String>>(obj)
              let type = a.b.C.class
              let sized = new List<List<byte>>(8)
              let listed = [1, 2]
              let text = (("select *⏎  from t⏎" + "c") + 0x1F)
              I1.super.go()
              T.this.go()
              new outer.Inner(3)
              Collections.emptyList<String>()
              let map = new HashMap<String, List<int>>()
              x = (cond ? a : (-b))
            """);
  }

  @Test
  void givesLocalAndAnonymousClassesTheirFunction() {
    SourceFile file =
        lower(
            """
            class T {
              void run() {
                var t = new Thread("n") { @Override public void run() { step(() -> deep()); } };
                class Local { void m() { go(); } }
              }
            }
            """);
    assertThat(Outline.of(file))
        .isEqualTo(
            """
            class T
            class (Thread) in T in #1
            class Local in T in #1
            function #1 T.run() -> void
              let t = new Thread("n")
            function #2 .run() -> void in #1 [public] @Override
              step(fn#3)
            function #3 ._() in #2 [lambda]
              return deep()
            function #4 Local.m() -> void in #1
              go()
            """);
    for (FunctionDecl function : file.functions()) {
      assertThat(file.functions().get(function.id())).isSameAs(function);
    }
  }

  @Test
  void readsImportsAndMarks() {
    assertThat(
            outline(
                """
                import static a.B.*;
                import static a.B.c;
                import Plain;
                // backlight: ignore n-plus-one because the list is short
                /* backlight: ignore
                 * sync-io */
                // nothing for us
                """))
        .isEqualTo(
            """
            from a.B import *
            from a.B import c as c
            from  import Plain as Plain
            mark 4: backlight: ignore n-plus-one because the list is short
            mark 5: backlight: ignore
             sync-io
            """);
  }

  @Test
  void readsAFileWithoutAClass() {
    assertThat(outline("void main() { go(); }\n"))
        .isEqualTo(
            """
            function #1 main() -> void
              go()
            """);
  }

  private static String body(String statements) {
    String outline = outline("class T {\n  void t() {\n" + statements + "  }\n}\n");
    String header = "class T\nfunction #1 T.t() -> void\n";
    assertThat(outline).startsWith(header);
    return outline.substring(header.length());
  }

  private static String outline(String program) {
    SourceFile file = lower(program);
    assertThat(file.syntaxErrors()).as("syntax errors").isZero();
    return Outline.of(file);
  }

  static SourceFile lower(String program) {
    byte[] text = program.getBytes(StandardCharsets.UTF_8);
    try (SyntaxParser parser = SyntaxParser.open(Grammar.JAVA)) {
      if (parser.parse(text, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
        return JavaFrontEnd.lower("T.java", parsed.tree());
      }
      throw new AssertionError("not parsed within the limit");
    }
  }
}
