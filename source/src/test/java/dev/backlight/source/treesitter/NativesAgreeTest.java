package dev.backlight.source.treesitter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The fast and the portable library give the same trees, so that findings do not depend on which
/// one a machine has.
final class NativesAgreeTest {

  private static final CacheFolder CACHE =
      CacheFolder.ofUser(System.getenv(), System.getProperties());
  private static final Platform PLATFORM =
      Platform.of(System.getProperty("os.name"), System.getProperty("os.arch"));

  @ParameterizedTest
  @EnumSource
  void sameTree(Grammar grammar) {
    Optional<FastNatives> fast = FastNatives.in(CACHE.fastNatives(PLATFORM), PLATFORM);
    if (fast.isEmpty()) {
      System.out.println("Not compared: no fast library; `java dev/Natives.java` builds it.");
    }
    assumeTrue(fast.isPresent());

    String text = sample(grammar);
    SyntaxTree one = parse(new Natives(fast.orElseThrow()), grammar, text);
    SyntaxTree two = parse(new Natives(new PortableNatives(CACHE, PLATFORM)), grammar, text);

    assertThat(one.errorCount()).isPositive();
    assertThat(print(one)).isEqualTo(print(two));
  }

  private static SyntaxTree parse(Natives natives, Grammar grammar, String text) {
    try (SyntaxParser parser = SyntaxParser.open(natives, grammar)) {
      Parsed parsed = parser.parse(text.getBytes(UTF_8), Duration.ofMinutes(1));
      return ((Parsed.Tree) parsed).tree();
    }
  }

  private static String print(SyntaxTree tree) {
    var lines = new StringBuilder();
    for (int n = 0; n < tree.size(); n++) {
      lines
          .append(n)
          .append(tree.named(n) ? " " : " token ")
          .append(tree.kind(n))
          .append(tree.isMissing(n) ? " missing" : "")
          .append(tree.isError(n) ? " error" : "")
          .append(" field=" + tree.field(n))
          .append(" bytes=" + tree.start(n) + "-" + tree.end(n))
          .append(" parent=" + tree.parent(n))
          .append(" child=" + tree.firstChild(n) + "," + tree.firstNamedChild(n))
          .append(" next=" + tree.nextSibling(n) + "," + tree.nextNamedSibling(n))
          .append('\n');
    }
    return lines.toString();
  }

  /// Usual backend code, and one damaged line at the end.
  private static String sample(Grammar grammar) {
    return switch (grammar) {
      case PYTHON ->
          """
          from shop.models import Order  # ü
          import asyncio, requests as http

          @app.get("/orders/{order_id}")
          async def read(order_id: int, *, db: Session = Depends(get_db), **rest) -> Order | None:
              '''Docs.'''
              async with db.begin() as tx, other():
                  rows = [row async for row in tx.execute(f"SELECT * FROM o WHERE id={id!r}")]
              for i, row in enumerate(rows or []):
                  if (n := len(row)) > 3 and not row.done: await asyncio.gather(*map(f, row))
                  elif n: continue
                  else:
                      total += row["price"] ** 2 if n else -1
              try:
                  http.get(url, timeout=None)
              except* (ValueError, KeyError) as e:
                  raise Failed from e
              finally:
                  del rows[0:1]
              match n:
                  case {"a": 1, **more} | [1, _]: return lambda a, /, b=2: a @ b
              yield from x \\
                  .y

          def broken(:
              return ) 1
          """;
      case JAVASCRIPT -> script() + "<!-- old comment\nlet el = <div id=\"a\">{x}</div>;\nf(1 2\n";
      case TYPESCRIPT -> script() + typed() + "let y = <string>x;\nf(1 2\n";
      case TSX -> script() + typed() + "let el = <Foo<string> id=\"a\">{x}</Foo>;\nf(1 2\n";
      case CSHARP ->
          """
          using System.Linq;
          namespace Shop.Orders;
          #nullable enable
          #region Orders
          [ApiController, Route("api/[controller]")]
          public class OrdersController(ShopContext context) : ControllerBase, IDisposable
          {
              private static readonly HttpClient _client = new() { Timeout = TimeSpan.Zero };
              public string? Name { get; init; } = "";
              [HttpGet("{id:int}")]
              public async Task<ActionResult<Order>> Get(int id, CancellationToken token = default)
              {
                  var orders = await context.Orders.Include(o => o.Lines).ToListAsync(token);
                  foreach (var order in orders) { order.Total += c.Lines.Count(l => l.A == 1); }
                  lock (_gate) { Thread.Sleep(10); }
                  using var stream = File.OpenRead($"a{id}.txt");
                  await using (var c = Open()) { }
                  if (orders is { Count: > 0 } and not null) return NotFound();
                  var q = from o in orders where o.Id > 1 orderby o.Name select new { o.Id };
                  string raw = \"""
                    SELECT 1
                    \""";
                  return id switch { 1 => Ok(q), _ when raw.Length > 2 => throw e, _ => null! };
              }
              void IDisposable.Dispose() => _client.Dispose();
          }
          #endregion
          public record struct Line(int Id, decimal Price);
          #if DEBUG
          class Debug { }
          #endif
          class Broken { void M( { int ) x } }
          """;
      case JAVA ->
          """
          package shop.orders;

          import static java.util.stream.Collectors.*;
          import java.util.List;

          /** Docs. */
          @RestController @RequestMapping(path = "/orders", produces = {"a", "b"})
          public sealed class Orders<T extends Order> extends Base implements Closeable permits X {
            @Autowired private final OrderRepository repository;
            static { load(); }
            @GetMapping("/{id}")
            public List<? super T> all(@PathVariable long id, String... names) throws IOException {
              for (Order o : repository.findAll()) { o.lines().stream().map(Line::price).toList(); }
              synchronized (this) { while (true) Thread.sleep(10L); }
              try (var in = new FileInputStream("a")) { in.read(); } catch (A | B e) { throw e; }
              Object r = x instanceof Point(int a, var b) && a > 0x1F ? (String) y : new int[] {1};
              String sql = \"""
                  SELECT 1
                  \""";
              return switch (r) { case A i when i > 1 -> List.of(); default -> { yield null; } };
            }
            record Line(int id, double price) { Line { assert id > 0 : "id"; } }
            enum Kind { A(1) { void f() {} }, B; Kind(int... i) { super(); } }
            void broken( { int ) x }
          }
          """;
    };
  }

  private static String script() {
    return """
    #!/usr/bin/env node
    import express, { Router as R } from 'express'; // ü
    const { Pool } = require('pg'), pool = new Pool({ max: 1, ...more });
    /* block */
    class Orders extends Base {
      #cache = new Map(); static x = 1;
      get size() { return this.#cache?.size ?? 0 }
      async *all({ limit = 10, ...rest } = {}, [a, , b]) {
        for await (const row of pool.query(`SELECT * FROM o LIMIT ${limit}`)) yield* row;
        for (let i = 0; i < 3; i++) { if (!i) continue; else break; }
      }
    }
    app.get('/orders/:id', async (req, res, next) => {
      try { const ids = await Promise.all(req.body.map(async id => await find(id))); }
      catch { res.status(500).json({ ok: false, [key]: /re+/g.test(x), m() {} }); }
      finally { delete x.y, void 0, typeof z; }
      label: do { x ??= y ** 2; x >>>= 1 } while (a in b || c instanceof D);
      switch (x) { case 1: fs.readFileSync("a"); default: debugger }
    });
    export default function () { return new.target, import('x'), import.meta }
    """;
  }

  private static String typed() {
    return """
    interface Repo<T extends object = {}> extends Base { readonly a?: T[]; (x: number): void }
    type M = { [K in keyof T]?: T[K] extends infer U ? U : never } & Partial<A> | `a${string}`;
    enum E { A = 1, B } declare module "x" { export const y: unique symbol }
    @Injectable({ scope: 1 })
    export abstract class Service<T> implements Repo<T> {
      constructor(private readonly db: DataSource, @Inject(X) public x?: string) { super() }
      @Get(':id') async find(@Param('id') id: string): Promise<Order | undefined> {
        return (await this.db.getRepository(Order).find({ where: { id } }))! as Order;
      }
      abstract f(this: Window, ...a: string[]): asserts a is B;
    }
    namespace N { export function g<const T>(x: T): x is T; }
    import type { A } from './a';
    """;
  }
}
