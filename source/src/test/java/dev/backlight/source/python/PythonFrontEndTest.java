package dev.backlight.source.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Outline;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Walker;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PythonFrontEndTest {

  private static final String EVERYTHING =
      """
      import os, a.b as c
      from . import x
      @app.get("/{id}")
      class A[T](B, Generic[T], metaclass=M):
          f: Mapped[List["X"]] = r(lambda: 1)
          class Meta:
              ordering = ["id"]
          @property
          async def m(self, a: int = 1, *args, b: "X | None", **kw) -> Optional[str]:
              global g; nonlocal h
              async with (open(a) as f, lock): print(f"{a!r:>{w}} {{b}}", *args, **kw)
              async for i, (j, *k) in z():
                  try: del a[1:2:3], b
                  except* (E, F) as e: raise X from y()
                  else: pass
                  finally: assert not a, "m"
              else:
                  while x := (yield from q): break
              match a, b:
                  case {"k": C(v, w=1) as n, **rest} | [1, *_] if n: return await (lambda *p: p)(1)
              return [i async for i in a if b for c in d], {**a, "b": 1}, {1, *s}, (i for i in j)
          if 1 < 2 is not None not in x: y = z = 3 if a else -1
          elif a and b or c: x @= 3
      type Y = list[int]
      print >>f, "old"
      """;

  private static SyntaxParser parser;

  @BeforeAll
  static void open() {
    parser = SyntaxParser.open(Grammar.PYTHON);
  }

  @AfterAll
  static void close() {
    parser.close();
  }

  private static SourceFile lower(byte[] text) {
    if (parser.parse(text, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
      return PythonFrontEnd.lower("a.py", parsed.tree());
    }
    throw new AssertionError("not parsed within the limit");
  }

  private static String outline(String text) {
    return Outline.of(lower(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everyPrefixAndEveryCutOutOfAProgramIsLowered() {
    byte[] text = EVERYTHING.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut < text.length; cut++) {
      assertThat(Outline.of(lower(Arrays.copyOf(text, cut)))).isNotNull();
      byte[] damaged = text.clone();
      Arrays.fill(damaged, cut, Math.min(text.length, cut + 7), (byte) ')');
      assertThat(Outline.of(lower(damaged))).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{1:", "f(", "not ", "-", "lambda: ", "a if b else ", "x = "})
  void nestingHasALimit(String open) {
    SourceFile file = lower(open.repeat(20_000).concat("x\n").getBytes(StandardCharsets.UTF_8));

    AtomicInteger expressions = new AtomicInteger();
    file.functions()
        .forEach(
            function -> Walker.expressions(function.body(), _ -> expressions.incrementAndGet()));
    assertThat(expressions.get()).isPositive().isLessThan(25_000);
    assertThat(Outline.of(file)).isNotEmpty();
  }

  @Test
  void longChainsHaveALimitToo() {
    assertThat(outline("x = a" + " + a".repeat(20_000))).contains("opaque()");
    assertThat(outline("a" + ".b()".repeat(20_000))).contains("opaque()");
    assertThat(outline("if a: b()\n" + "elif a: b()\n".repeat(20_000))).contains("opaque()");
    assertThat(outline("x: " + "a[".repeat(20_000) + "]".repeat(20_000) + " = 1"))
        .contains("let x");
  }

  @Test
  void soundPartsOfADamagedFileAreLowered() {
    SourceFile file =
        lower(
            """
            def before():
                return find(1)

            def broken(:
                return (

            def after():
                return find(2)
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(file.syntaxErrors()).isPositive();
    assertThat(Outline.of(file)).contains("before()", "find(1)", "find(2)");
  }

  @Test
  void theReceiverIsThisInsideNestedFunctionsUntilAParameterHidesIt() {
    assertThat(
            outline(
                """
                class A:
                    def m(self):
                        def inner():
                            return self.a
                        def wrapper(self):
                            return self.b
                        return lambda: self.c
                    @classmethod
                    def make(cls):
                        return cls.d
                    @staticmethod
                    def plain(self):
                        return self.e
                def task(self):
                    return self.f
                """))
        .contains(
            "return this.a",
            "wrapper(self) in #1",
            "return self.b",
            "return this.c",
            "A.make() [static, public] @classmethod",
            "return this.d",
            "return self.e",
            "return self.f");
  }

  @Test
  void metadataOfAnnotatedIsAnAnnotation() {
    assertThat(
            outline(
                """
                def f(a: Annotated[Session, Depends(get, use_cache=False)], b=Depends(get)): ...
                """))
        .startsWith(
            "function #1 f(a: Session @Depends(get, use_cache=false), b = Depends(get)) [public]");
  }

  @Test
  void commentsToTheToolAreMarks() {
    SourceFile file =
        lower("x = 1  # backlight: ignore n-plus-one\n# other\n".getBytes(StandardCharsets.UTF_8));

    assertThat(file.marks())
        .singleElement()
        .satisfies(mark -> assertThat(mark.text()).isEqualTo("backlight: ignore n-plus-one"));
  }

  @Test
  void keywordsOfAClassAreAnAnnotation() {
    assertThat(outline("class Hero(SQLModel, table=True): pass"))
        .isEqualTo("class Hero(SQLModel) @class(table=true)\n");
  }

  @Test
  void offsetsAreBytes() {
    SourceFile file = lower("é = 'ü'; find()\n".getBytes(StandardCharsets.UTF_8));
    Expr.Call call = Walker.calls(file.functions().getFirst().body()).getFirst();

    assertThat(file.span(call.start(), call.end()).startColumn()).isEqualTo(10);
  }
}
