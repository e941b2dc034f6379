package dev.backlight.crimes.memory;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import java.util.HashSet;
import java.util.Set;

/// The streams that a function takes from a connection or response, and what becomes of them.
final class StreamsOf {

  private final Fn fn;
  private final String name;

  private StreamsOf(Fn fn, String name) {
    this.fn = fn;
    this.name = name;
  }

  /// Whether what a variable holds goes on through one of its streams, or closes with one.
  static boolean handedOn(Fn fn, String name) {
    return new StreamsOf(fn, name).handedOn();
  }

  /// `var stream = client.GetStream(); return stream;`: whoever closes the stream closes both. So
  /// does `stream.Close()` here.
  private boolean handedOn() {
    Set<String> streams = new HashSet<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.targets().getFirst() instanceof Expr.Name stream
              && isStream(a.value())) {
            streams.add(stream.id());
          }
        });
    return Walker.anyStatement(
            fn.decl().body(),
            statement ->
                statement instanceof Stmt.Return r
                    && (isStream(r.value())
                        || r.value() instanceof Expr.Member && ours(r.value())
                        || r.value() instanceof Expr.Name stream && streams.contains(stream.id())
                        || r.value() instanceof Expr.Call made && given(made, streams)))
        || streams.stream().anyMatch(stream -> Ownership.closedHere(fn, stream));
  }

  /// `return Results.Stream(stream)`.
  private static boolean given(Expr.Call call, Set<String> streams) {
    return call.arguments().stream()
        .anyMatch(argument ->
            argument.value() instanceof Expr.Name stream && streams.contains(stream.id()));
  }

  private boolean isStream(Expr value) {
    return switch (value) {
      case Expr.Await await -> isStream(await.value());
      case Expr.Call call when call.callee() instanceof Expr.Member m ->
          STREAMS.contains(m.name()) && ours(m.receiver())
              || m.name().equals("ConfigureAwait") && isStream(m.receiver());
      default -> false;
    };
  }

  /// `response` and `response.Content`.
  private boolean ours(Expr owner) {
    return owner instanceof Expr.Name n && n.id().equals(name)
        || owner instanceof Expr.Member m && m.name().equals("Content") && ours(m.receiver());
  }

  private static final Set<String> STREAMS =
      Set.of(
          "GetStream",
          "GetResponseStream",
          "getInputStream",
          "getOutputStream",
          "makefile",
          "ReadAsStreamAsync");
}
