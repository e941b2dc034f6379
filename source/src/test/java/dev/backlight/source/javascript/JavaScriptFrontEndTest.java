package dev.backlight.source.javascript;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Outline;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JavaScriptFrontEndTest {

  private static SourceFile lower(Grammar grammar, String text) {
    try (SyntaxParser parser = SyntaxParser.open(grammar)) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (parser.parse(utf8, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
        return JavaScriptFrontEnd.lower("file", parsed.tree());
      }
      throw new AssertionError("not parsed within the limit");
    }
  }

  private static String outline(Grammar grammar, String text) {
    return Outline.of(lower(grammar, text));
  }

  @Test
  void requireIsAnImportInEveryForm() {
    String outline =
        outline(
            Grammar.JAVASCRIPT,
            """
            const express = require('express'), { a, b: c } = require('x');
            const join = require('path').join;
            const debug = require('debug')('app');
            require('./routes')(app);
            let late;
            late = require('late');
            async function f() {
              const inner = require('inner');
              const { g } = await import('lazy');
            }
            """);
    assertThat(outline)
        .isEqualTo(
            """
            from express import default as express
            from x import a as a
            from x import b as c
            from path import join as join
            from debug import default
            from ./routes import default
            from late import default as late
            from inner import default as inner
            from lazy import g as g
            function #0 _() [module]
              let debug = require("debug")("app")
              require("./routes")(app)
              let late
              late = require("late")
            function #1 f() [async]
              require("inner")
              await(import("lazy"))
            """);
  }

  @Test
  void modulesThatExtendAnObjectKeepTheirMethodsNames() {
    String outline =
        outline(
            Grammar.JAVASCRIPT,
            """
            module.exports = function (User) {
              User.create = async function (data) {
                this.last = () => data;
              };
            };
            """);
    assertThat(outline)
        .isEqualTo(
            """
            export default = fn#1
            function #0 _() [module]
              module.exports = fn#1
            function #1 _(User) [lambda, public]
              User.create = fn#2
            function #2 create(data) in #1 [async, lambda, public]
              this.last = fn#3
            function #3 last() in #2 [lambda]
              return data
            """);
  }

  @Test
  void exportsAreFoundUnderEveryNameOfTheModule() {
    SourceFile file =
        lower(
            Grammar.JAVASCRIPT,
            """
            const User = module.exports;
            User.create = function () {};
            exports.find = find;
            module.exports = exports = { remove, size() {} };
            function find() {}
            """);
    assertThat(file.exports().stream().map(SourceFile.Export::name))
        .containsExactlyInAnyOrder("create", "find", "default", "remove", "size");
    assertThat(file.functions().stream().filter(f -> f.is(FunctionDecl.Trait.PUBLIC)))
        .extracting(FunctionDecl::name)
        .containsExactlyInAnyOrder("create", "size", "find");
  }

  @Test
  void aChainOfExportsIsReadOnce() {
    String chain =
        IntStream.range(0, 300).mapToObj(i -> "exports.e" + i + " = ").collect(joining());

    SourceFile file = lower(Grammar.JAVASCRIPT, chain + "void 0;");

    assertThat(file.exports().stream().map(SourceFile.Export::name))
        .hasSize(300)
        .contains("e0", "e299");
  }

  @Test
  void modulesOfEcmaScriptExportDeclarationsValuesAndOthersNames() {
    String outline =
        outline(
            Grammar.TYPESCRIPT,
            """
            import type { T } from './t';
            import legacy = require('legacy');
            export * from './all';
            export * as tools from './tools';
            export const load = () => 1, { a, b: [c] } = legacy;
            export default async function () {}
            """);
    assertThat(outline)
        .isEqualTo(
            """
            from ./t import T as T
            from legacy import default as legacy
            from ./all import *
            import ./tools as tools
            export tools = tools
            export load = load
            export a = a
            export c = c
            export default = fn#2
            function #0 _() [module]
              let load = fn#1
              let {"a": a, "b": [c]} = legacy
              fn#2
            function #1 load() [lambda, public]
              return 1
            function #2 _() [async, lambda, public]
            """);
  }

  @Test
  void destructuredParametersAreTakenApartAtTheHeadOfTheBody() {
    String outline =
        outline(
            Grammar.TYPESCRIPT,
            """
            function f(this: Foo, { id, page: { limit = load() } = {} }: Query, [x, , y] = [], ...all) {}
            const g = async ({ user }) => user.name;
            """);
    assertThat(outline)
        .isEqualTo(
            """
            function #0 _() [module]
              let g = fn#2
            function #1 f(: Query,  = [], *all)
              let {"id": id, "page": {"limit": limit}} = $0
              limit ??= load()
              let [x, _, y] = $1
            function #2 g() [async, lambda]
              let {"user": user} = $0
              return user.name
            """);
  }

  @Test
  void classesKeepDecoratorsParameterPropertiesAndArrowFields() {
    String outline =
        outline(
            Grammar.TYPESCRIPT,
            """
            @Entity('users')
            export class User<T> extends Mixin(Base) implements A<string>, ns.B {
              @OneToMany(() => Post, (p) => p.user, { eager: true }) posts: Promise<Post[]>;
              static readonly #limit = 3;
              handle = async () => this.save();
              constructor(@Inject(REPO) private readonly repo: Repository<User>) { super(); }
              abstract find(id: string): Promise<User | undefined>;
              overloaded(a: string): void;
              @Get() overloaded(a: any) {}
              private async secret() {}
            }
            interface Shape { kind: 'a' | 'b'; area(): number; }
            """);
    assertThat(outline)
        .isEqualTo(
            """
            export User = User
            class User<T>(Mixin<Base>, A<string>, ns.B) @Entity("users")
              field posts: Promise<List<Post>> @OneToMany(fn#1, fn#2, {"eager": true})
              field #limit = 3 [static, final]
              field handle = fn#3
              field repo: Repository<User> [final] @Inject(REPO)
            interface Shape
              field kind: string
            function #1 _() [lambda]
              return Post
            function #2 _(p) [lambda]
              return p.user
            function #3 User.handle() [async, lambda]
              return this.save()
            function #4 User.constructor(repo: Repository<User> @Inject(REPO)) [constructor, public]
              super()
            function #5 User.find(id: string) -> Promise<User> [abstract, public]
            function #6 User.overloaded(a: any) [public] @Get
            function #7 User.secret() [async]
            function #8 Shape.area() -> number [abstract, public]
            """);
  }

  @Test
  void declaredThingsAreIgnoredAndNamespacesOpened() {
    String outline =
        outline(
            Grammar.TYPESCRIPT,
            """
            declare function ignored(): void;
            declare module 'x' { export function ignored(): void; }
            namespace Inner { export function inside() {} }
            enum Color { Red = 'red', Blue }
            """);
    assertThat(outline)
        .isEqualTo(
            """
            export inside = inside
            enum Color
              field Red = "red" [static, final]
              field Blue [static, final]
            function #1 inside() [public]
            """);
  }

  @Test
  void statementsOfAllKinds() {
    String outline =
        outline(
            Grammar.TYPESCRIPT,
            """
            async function* f() {
              for await (const [k, v] of stream()) use(k, v);
              i++, --j;
              [a, b] = [b, a];
              ({ c, d = 2 } = o);
              x = y = z?.a?.[0]!.b ?? `t`;
              do { if (a) continue; } while (next());
              try { risky(); } catch ({ message }) { log(message); }
              yield* inner();
              using h = open();
              h.read();
            }
            """);
    assertThat(outline)
        .isEqualTo(
            """
            function #1 f() [async, generator]
              async for k, v in stream()
                use(k, v)
              i += 1
              j -= 1
              a, b = [b, a]
              {"c": c, "d": d} = o
              d ??= 2
              x = (y = (cast<>(z.a[0]).b ?? "t"))
              while next()
                if a
                  continue
              try
                risky()
              catch as $
                let {"message": message} = $
                log(message)
              yield*(inner())
              with h = open()
                h.read()
            """);
  }

  @Test
  void markupKeepsWhatIsComputed() {
    String outline =
        outline(
            Grammar.TSX,
            """
            const El = () => (
              <Ui.List className="x" {...props} onClick={() => load(1)}>
                {items.map((i) => <Item key={i} />)} text <>{user}</>
              </Ui.List>
            );
            """);
    assertThat(outline)
        .isEqualTo(
            """
            function #0 _() [module]
              let El = fn#1
            function #1 El() [lambda]
              return <Ui.List>(props, fn#2, items.map(fn#3), <>(user))
            function #2 onClick() in #1 [lambda]
              return load(1)
            function #3 _(i) in #1 [lambda]
              return <Item>(i)
            """);
  }

  @Test
  void soundPartsAroundAnErrorAreLowered() {
    SourceFile file =
        lower(
            Grammar.JAVASCRIPT,
            """
            function before() { return db.find(1); }
            const x = = load(;
            function after() { return db.find(2); }
            """);
    assertThat(file.syntaxErrors()).isPositive();
    assertThat(Outline.of(file)).contains("before()", "db.find(1)", "db.find(2)");
  }

  @Test
  void marksAreReadWithoutTheirSigns() {
    SourceFile file =
        lower(
            Grammar.JAVASCRIPT,
            """
            // backlight: ignore n-plus-one-query
            // nothing
            /*
             * backlight: budget 3
             */
            """);
    assertThat(file.marks())
        .extracting(SourceFile.Comment::text)
        .containsExactly("backlight: ignore n-plus-one-query", "backlight: budget 3");
  }

  @Test
  void offsetsAreBytes() {
    SourceFile file = lower(Grammar.JAVASCRIPT, "'é😀'; function f() {}");
    FunctionDecl f = file.functions().getLast();
    assertThat(file.span(f.nameStart(), f.nameEnd()).startColumn()).isEqualTo(17);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x = [", "(", "{", "f(() => ", "a?.b(", "`${", "if (a) ", "x = !"})
  void nestingHasALimit(String open) {
    SourceFile file =
        lower(Grammar.JAVASCRIPT, open + open.repeat(20_000) + "\n;function after() {}");
    assertThat(file.functions()).hasSizeLessThanOrEqualTo(Lowering.MAX_DEPTH + 2);
  }

  @Test
  void longChainsOfOneOperatorStayFlat() {
    SourceFile file = lower(Grammar.JAVASCRIPT, "x = 'a'" + " + load(1)".repeat(5_000) + ";");
    Stmt.Assign assign = (Stmt.Assign) file.functions().getFirst().body().statements().getFirst();
    assertThat(((Expr.Operation) assign.value()).operands()).hasSize(5_001);
  }
}
