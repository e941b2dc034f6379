package dev.backlight.crimes.monitoring;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Measurements that a failure jumps over: requests that fail are not timed, and a gauge that was
/// raised stays raised.
final class ErrorPaths {

  private static final Set<String> RAISES = Set.of("inc", "Inc", "increment", "Increment");
  private static final Set<String> LOWERS = Set.of("dec", "Dec", "decrement", "Decrement");
  private static final Set<String> NEXT =
      Set.of("call_next", "next", "_next", "InvokeAsync", "get_response");

  private ErrorPaths() {}

  static Stream<Sighting> of(Crime crime, Scene scene, Fn fn, Set<String> observes) {
    return HighCardinalityLabel.measures(fn.unit())
        ? Stream.concat(gauges(crime, scene, fn), timings(crime, scene, fn, observes))
        : Stream.empty();
  }

  /// `active.inc(); await work(); active.dec();`
  private static Stream<Sighting> gauges(Crime crime, Scene scene, Fn fn) {
    List<Dotted.Call> calls = Dotted.calls(fn).toList();
    return calls.stream()
        .filter(call -> RAISES.contains(call.name()))
        .flatMap(raise ->
            calls.stream()
                .filter(lower ->
                    LOWERS.contains(lower.name())
                        && lower.expr().start() > raise.expr().end()
                        && gauge(lower).equals(gauge(raise)))
                .findFirst()
                .filter(lower -> failsBetween(calls, raise, lower) && !always(fn, lower.expr()))
                .map(lower ->
                    scene
                        .at(crime, fn, lower.expr().start(), lower.expr().end())
                        .context("gauge")
                        .sure(Confidence.MEDIUM)
                        .says(
                            "`"
                                + gauge(lower)
                                + "` stays raised if anything before this fails: it belongs into"
                                + " `finally`"))
                .stream());
  }

  private static String gauge(Dotted.Call call) {
    String dotted = call.dotted();
    return dotted.substring(0, Math.max(0, dotted.lastIndexOf('.')));
  }

  private static boolean failsBetween(
      List<Dotted.Call> calls, Dotted.Call raise, Dotted.Call lower) {
    return calls.stream()
        .anyMatch(call ->
            call.expr().start() > raise.expr().end() && call.expr().end() < lower.expr().start());
  }

  /// A middleware that records after `await call_next(request)`, where only success leads.
  private static Stream<Sighting> timings(Crime crime, Scene scene, Fn fn, Set<String> observes) {
    Optional<Dotted.Call> next =
        Dotted.calls(fn)
            .filter(call -> NEXT.contains(call.name()) && awaited(fn, call))
            .findFirst();
    return next.stream()
        .flatMap(handler ->
            Dotted.calls(fn)
                .filter(call ->
                    observes.contains(call.name())
                        && call.expr().start() > handler.expr().end()
                        && !always(fn, call.expr())
                        && !caught(fn, handler.expr())))
        .limit(1)
        .map(call ->
            scene
                .at(crime, fn, call.expr().start(), call.expr().end())
                .context("errors")
                .says("requests that fail are not timed: this belongs into `finally`"));
  }

  private static boolean awaited(Fn fn, Dotted.Call call) {
    return call.name().equals("get_response")
        || Walker.anyExpression(
            fn.decl().body(), expr -> expr instanceof Expr.Await a && a.value() == call.expr());
  }

  /// Whether a place stands in a `finally`.
  private static boolean always(Fn fn, Expr place) {
    return Walker.anyStatement(
        fn.decl().body(), statement -> statement instanceof Stmt.Try t && inside(place, t.last()));
  }

  /// Whether a failure of a call is caught in this function.
  private static boolean caught(Fn fn, Expr place) {
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement instanceof Stmt.Try t && !t.catches().isEmpty() && inside(place, t.body()));
  }

  private static boolean inside(Expr place, Stmt block) {
    return block.start() <= place.start() && place.end() <= block.end() && block.end() > 0;
  }
}
