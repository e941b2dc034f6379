package dev.backlight.source.csharp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.Outline;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CSharpFrontEndTest {

  static SourceFile lower(String program) {
    byte[] text = program.getBytes(StandardCharsets.UTF_8);
    try (SyntaxParser parser = SyntaxParser.open(Grammar.CSHARP)) {
      if (parser.parse(text, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
        return CSharpFrontEnd.lower("T.cs", parsed.tree());
      }
      throw new AssertionError("not parsed within the limit");
    }
  }

  private static String outline(String program) {
    SourceFile file = lower(program);
    assertThat(file.syntaxErrors()).as("syntax errors").isZero();
    return Outline.of(file);
  }

  @Test
  void readsTypesOfEveryKind() {
    assertThat(
            outline(
                """
                namespace Shop.Orders {
                  public abstract class Base<T, in U>(Db db) : Root(db), I<T[]> where T : class, new() {
                    private readonly Db _db = db;
                    int a = 1, b;
                    public string? Name { get; init; }
                    public event EventHandler Done;
                    class Inner { }
                  }
                  record Point(int X, [property: Key] List<int>? Ys) : Figure(X);
                  readonly struct Money { static int Count; }
                  static class Ext { static int Twice(this int x) => 2 * x; }
                  enum Color { Red = 1, [Old] Green }
                  interface IRepo<T> { Task<T?> Get(int id); T One { get; } int Two() => 2; }
                  delegate Task Handler(Order order);
                }
                """))
        .isEqualTo(
            """
            class Shop.Orders.Base<T, U>(Root, I<List<T>>) [abstract]
              field db: Db
              field _db: Db = db [final]
              field a: int = 1
              field b: int
              field Name: string [final]
              field Done: EventHandler
            class Shop.Orders.Inner in Base
            record Shop.Orders.Point(Figure)
              field X: int [final]
              field Ys: List<int> [final] @Key
            class Shop.Orders.Money
              field Count: int [static]
            class Shop.Orders.Ext [static]
            enum Shop.Orders.Color
              field Red: Color = 1 [static, final]
              field Green: Color [static, final] @Old
            interface Shop.Orders.IRepo<T>
              field One: T [final]
            interface Shop.Orders.Handler
            function #1 Base.Base(db: Db) [constructor, public]
              super(db)
            function #2 Point.Point(X: int, Ys: List<int> @Key) [constructor, public]
              super(X)
            function #3 Ext.Twice(x: int) -> int [static, extension]
              return (2 * x)
            function #4 IRepo.Get(id: int) -> Task<T> [abstract, public]
            function #5 IRepo.Two() -> int [public]
              return 2
            function #6 Handler.Invoke(order: Order) -> Task [abstract, public]
            """);
  }

  @Test
  void readsAccessorsOperatorsAndConstructors() {
    assertThat(
            outline(
                """
                class T {
                  int total;
                  T(int x) : base(x) { }
                  T() : this(1) { }
                  static T() { }
                  ~T() { Close(); }
                  int Total { get { return total; } set => total = value; }
                  int Twice => 2 * total;
                  T this[int i] { get => this; set { Put(i, value); } }
                  event Handler Done { add { On(value); } remove { } }
                  public static T operator +(T a, T b) => a;
                  public static implicit operator int(T t) => t.total;
                  void IDisposable.Dispose() => throw new Gone();
                  [MethodImpl(MethodImplOptions.Synchronized)] extern void Native();
                }
                """))
        .isEqualTo(
            """
            class T
              field total: int
            function #1 T.T(x: int) [constructor]
              super(x)
            function #2 T.T() [constructor]
              this(1)
            function #3 T.T() [static, constructor]
            function #4 T.~T()
              Close()
            function #5 T.Total() -> int [property]
              return total
            function #6 T.set_Total(value: int)
              return (total = value)
            function #7 T.Twice() -> int [property]
              return (2 * total)
            function #8 T.get_Item(i: int) -> T
              return this
            function #9 T.set_Item(i: int, value: T)
              Put(i, value)
            function #10 T.add_Done(value: Handler)
              On(value)
            function #11 T.remove_Done(value: Handler)
            function #12 T.operator +(a: T, b: T) -> T [static, public]
              return a
            function #13 T.operator int(t: T) -> int [static, public]
              return t.total
            function #14 T.Dispose() -> void
              throw new Gone()
            function #15 T.Native() -> void [synchronized] @MethodImpl(MethodImplOptions.Synchronized)
            """);
  }

  @Test
  void writesQueriesAsCalls() {
    assertThat(
            outline(
                """
                var a = from o in db.Orders where o.Open orderby o.At, o.Id descending select o;
                var b = from o in db.Orders
                        join l in db.Lines on o.Id equals l.OrderId
                        from t in l.Tags
                        let n = t.Name
                        group n by o.Id into g
                        select new { g.Key, Count = g.Count() };
                """))
        .isEqualTo(
            """
            function #0 _() [module]
              let a = db.Orders.Where(fn#1).OrderBy(fn#2).ThenByDescending(fn#3)
              let b = db.Orders.Join(db.Lines, fn#4, fn#5).SelectMany(fn#6).Select(fn#7).GroupBy(fn#8, fn#9).Select(fn#10)
            function #1 _(o) [lambda]
              return o.Open
            function #2 _(o) [lambda]
              return o.At
            function #3 _(o) [lambda]
              return o.Id
            function #4 _(o) [lambda]
              return o.Id
            function #5 _(l) [lambda]
              return l.OrderId
            function #6 _(o, l) [lambda]
              return l.Tags
            function #7 _(o, l, t) [lambda]
              return t.Name
            function #8 _(o, l, t, n) [lambda]
              return o.Id
            function #9 _(o, l, t, n) [lambda]
              return n
            function #10 _(g) [lambda]
              return {"Key": g.Key, "Count": g.Count()}
            """);
  }

  @Test
  void bindsWhatPatternsAndOutArgumentsBind() {
    assertThat(
            outline(
                """
                if (Load() is Order { Lines.Count: > 3 } order && other is not null) { }
                if (x is { Customer: var c } or (1, _)) { }
                if (map.TryGetValue(key, out var found) && int.TryParse(s, out int n)) { }
                var r = x switch { 1 => "a", Order o when o.Open => o.Name, _ => throw new E() };
                while (Next()) {
                  switch (x) {
                    case 1:
                    case 2: Two(); break;
                    case Order o when o.Open: if (Done()) { break; } return;
                    default: break;
                  }
                }
                """))
        .isEqualTo(
            """
            function #0 _() [module]
              if (is((order = cast<Order>(Load())), Order, (order.Lines.Count > 3)) && (other is not null))
              if ((x is (c = x.Customer)) || (x is [1, _]))
              if (map.TryGetValue(key, (found = _)) && int.TryParse(s, (n = cast<int>(_))))
              let r = switch(x, "a", ((((o = cast<Order>(x)) is Order) && o.Open) ? o.Name : _), throw(new E()))
              while Next()
                choice x
                  arm
                    Two()
                  arm
                    let o: Order = cast<Order>(x)
                    o.Open
                    if Done()
                    return
                  arm
            """);
  }

  @Test
  void createsObjectsArraysAndCollections() {
    assertThat(
            outline(
                """
                Order o = new(1) { Lines = { a, b }, Handler = x => x.Go(), At = new() { Day = 1 } };
                List<Order> all = [new(), ..rest];
                var map = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
                var old = new Dictionary<string, int> { { "a", 1 } };
                var list = new List<int>(8) { 1, 2 };
                var buffer = new byte[1024];
                Point[] ps = { new(), default };
                var shape = new { o.Id, Name = n, z };
                var other = o with { Id = 2 };
                """))
        .isEqualTo(
            """
            function #0 _() [module]
              let o: Order = new Order(1, Lines=[a, b], Handler=fn#1, At=new (Day=1))
              let all: List<Order> = [new Order(), *rest]
              let map = new Dictionary<string, int>({"a": 1, "b": 2})
              let old = new Dictionary<string, int>({"a": 1})
              let list = new List<int>(8, [1, 2])
              let buffer = new List<byte>(1024)
              let ps: List<Point> = [new Point(), null]
              let shape = {"Id": o.Id, "Name": n, "z": z}
              let other = (o with {"Id": 2})
            function #1 Handler(x) [lambda]
              return x.Go()
            """);
  }

  @Test
  void givesNullConditionalAccessToTheLastOperand() {
    assertThat(
            outline(
                """
                var a = await cache?.GetAsync(1);
                var b = x == null || y && order?.Customer?.Name.Length > 3;
                var c = (await d)?.E;
                var e = !f?.G() ?? (int) h?.I[0]!;
                """))
        .isEqualTo(
            """
            function #0 _() [module]
              let a = await(cache.GetAsync(1))
              let b = ((x == null) || (y && (order.Customer.Name.Length > 3)))
              let c = await(d).E
              let e = ((!f.G()) ?? cast<int>(cast<>(h.I[0])))
            """);
  }

  @Test
  void readsStatementsOfEveryKind() {
    assertThat(
            outline(
                """
                using Stream file = Open(), copy = new MemoryStream();
                await using (Lock()) { }
                await foreach (Order o in stream) { }
                foreach (var (k, v) in map) { }
                for (int i = 0, j = 9; i < j; i++, --j) { }
                do { x--; } while (x > 0);
                try { } catch (E e) when (e.Code == 1) { Log(); } catch { throw; } finally { Close(); }
                (a, var b) = Pair();
                lock (gate) checked { n += 1; }
                #if LINUX
                A();
                #else
                B();
                #endif
                // backlight: allow sleep-in-loop
                Func<int, Task<int>> f = async x => await Go(x);
                app.MapGet("/x", async (Db db, [FromQuery] int n = 3) => await db.All(n));
                button.Click += delegate { Done(); };
                var text = $"a {1 + 2:N0} b" + nameof(Order.Id) + typeof(List<int>) + xs[1..^1];
                string raw = \"\"\"
                    select *
                      from orders
                    \"\"\";
                """))
        .isEqualTo(
            """
            function #0 _() [module]
              with file = cast<Stream>(Open()), copy = new MemoryStream()
                async with Lock()
                async for o in stream
                for k, v in map
                count (let i: int = 0; let j: int = 9) while (i < j)
                  i += 1
                  j -= 1
                while (x > 0)
                  x -= 1
                try
                catch E as e
                  if (e.Code == 1)
                    Log()
                  else
                    throw
                catch
                  throw
                finally
                  Close()
                let a, b = Pair()
                lock gate
                  n += 1
                A()
                B()
                let f: Func<int, Task<int>> = fn#1
                app.MapGet("/x", fn#2)
                button.Click += fn#3
                let text = ((($"a {} b"((1 + 2)) + "Id") + typeof(List)) + xs[slice(1, (^1), _)])
                let raw: string = "select *⏎  from orders"
            function #1 f(x) [async, lambda]
              return await(Go(x))
            function #2 _(db: Db, n: int = 3 @FromQuery) [async, lambda]
              return await(db.All(n))
            function #3 Click() [lambda]
              Done()
            mark 15: backlight: allow sleep-in-loop
            """);
  }
}
