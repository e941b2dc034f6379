package dev.backlight.crimes.concurrency;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.ExprNames;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether a task that is waited for is over already, or was started just for the wait.
final class SettledTasks {

  private static final Set<String> GATHERS = Set.of("WhenAll", "WaitAll", "WhenAny", "WaitAny");

  private SettledTasks() {}

  static String member(Expr at) {
    return switch (at) {
      case Expr.Call c when c.callee() instanceof Expr.Member m -> m.name();
      case Expr.Call c when c.callee() instanceof Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      default -> "";
    };
  }

  private static Expr receiver(Expr at) {
    return switch (at) {
      case Expr.Call c when c.callee() instanceof Expr.Member m -> m.receiver();
      case Expr.Member m -> m.receiver();
      default -> Expr.NONE;
    };
  }

  /// The task of `task.GetAwaiter()` and `task.ConfigureAwait(false)`.
  private static Expr task(Expr expr) {
    return expr instanceof Expr.Call call
            && call.callee() instanceof Expr.Member m
            && Set.of("GetAwaiter", "ConfigureAwait").contains(m.name())
        ? task(m.receiver())
        : expr;
  }

  /// A task that was awaited, asked whether it is complete, or is an element of what was.
  static boolean settled(Fn fn, Site site) {
    Expr receiver = task(receiver(site.at()));
    if (receiver instanceof Expr.Member && awaited(fn, receiver, site.at().start())) {
      return true;
    }
    if (!(receiver instanceof Expr.Name name)) {
      // `tasks[i].Result` after `Task.WhenAll(tasks)`.
      return (fn.is(Trait.LAMBDA) || receiver instanceof Expr.Index)
          && gathersAround(fn, site.at().start());
    }
    boolean parameter =
        fn.is(Trait.LAMBDA)
            && fn.decl().parameters().stream().anyMatch(p -> p.name().equals(name.id()));
    return parameter
        || awaited(fn, name, site.at().start())
        || gathersAround(fn, site.at().start());
  }

  /// `Task.Delay(interval).Wait()`: it means to stop for a while, as `Thread.Sleep` does.
  static boolean pauses(Site site) {
    return member(task(receiver(site.at()))).equals("Delay");
  }

  /// `TiffFileWriter.OpenAsync(buffer).Result` of a memory stream, also through what was made of
  /// it: nothing there takes time but the processor.
  static boolean inMemory(Fn fn, Site site) {
    Set<String> names = new HashSet<>(ExprNames.all(task(receiver(site.at()))));
    for (int step = 0; step < STEPS; step++) {
      List<Expr> made =
          names.stream()
              .flatMap(name -> Assigned.everything(fn.decl().body(), name).stream())
              .toList();
      made.forEach(value -> names.addAll(ExprNames.all(value)));
    }
    return names.contains("MemoryStream")
        && names.stream().noneMatch(name -> REMOTE.matcher(name).find());
  }

  /// Variables on the way from a task to the stream below it.
  private static final int STEPS = 4;

  private static final Pattern REMOTE =
      Pattern.compile(
          "(?i)client|http|s3|blob|service|context|repository|manager|storage|connection|sql|upload");

  /// What a method of the tree gives back with its result in it, without waiting for anything:
  /// `Task.FromResult(…)`.
  static boolean ready(Fn fn, Site site) {
    Expr receiver = task(receiver(site.at()));
    if (receiver instanceof Expr.Call read
        && read.callee() instanceof Expr.Member m
        && m.name().matches("ReadAs\\w+Async")
        && ExprNames.last(m.receiver()).equals("Content")) {
      // A client of .NET has read the body before it gives the response, unless told otherwise.
      return !ExprNames.all(fn).contains("ResponseHeadersRead");
    }
    List<Fn> made =
        fn.sites().stream()
            .filter(other -> other.at() == receiver)
            .flatMap(other -> other.targets().stream())
            .toList();
    return !made.isEmpty() && made.stream().allMatch(SettledTasks::comesReady);
  }

  /// A task that the object keeps: it was started before, and only the first who asks waits.
  static boolean kept(Site site) {
    String name =
        switch (task(receiver(site.at()))) {
          case Expr.Name n -> n.id();
          case Expr.Member m
              when m.receiver() instanceof Expr.Name self && self.id().equals("this") ->
              m.name();
          default -> "";
        };
    return site.in().owner().stream()
        .flatMap(owner -> owner.decl().fields().stream())
        .anyMatch(field -> field.name().equals(name));
  }

  private static boolean comesReady(Fn fn) {
    if (fn.is(Trait.ASYNC)) {
      return false;
    }
    List<Expr> returned = new ArrayList<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Return r) {
            returned.add(r.value());
          }
        });
    return !returned.isEmpty()
        && returned.stream()
            .allMatch(value ->
                value instanceof Expr.Call call
                        && Set.of("FromResult", "FromException").contains(member(call))
                    || value instanceof Expr.Member m && m.name().equals("CompletedTask"));
  }

  private static boolean gathersAround(Fn fn, int before) {
    return fn.outwards()
        .flatMap(at -> at.sites().stream())
        .anyMatch(site -> site.at().start() < before && GATHERS.contains(member(site.at())));
  }

  private static boolean awaited(Fn fn, Expr task, int before) {
    return Walker.anyExpression(
        fn.decl().body(),
        expr -> {
          boolean hit =
              expr instanceof Expr.Await a && isTask(a.value(), task)
                  || expr instanceof Expr.Call waited
                      && waited.callee() instanceof Expr.Member w
                      && w.name().equals("Wait")
                      && isTask(w.receiver(), task)
                      && waited.end() < before
                  || expr instanceof Expr.Member m
                      && (m.name().startsWith("IsCompleted")
                          || m.name().equals("IsFaulted")
                          || m.name().equals("Result")
                          || m.name().equals("Status"))
                      && isTask(m.receiver(), task);
          return hit && expr.start() < before;
        });
  }

  private static boolean isTask(Expr expr, Expr task) {
    if (task instanceof Expr.Cast sure) {
      return isTask(expr, sure.value());
    }
    return switch (expr) {
      case Expr.Cast sure -> isTask(sure.value(), task);
      case Expr.Name n -> task instanceof Expr.Name t && n.id().equals(t.id());
      case Expr.Member m ->
          task instanceof Expr.Member t
              && m.name().equals(t.name())
              && isTask(m.receiver(), t.receiver());
      case Expr.Call c
          when c.callee() instanceof Expr.Member m && m.name().equals("ConfigureAwait") ->
          isTask(m.receiver(), task);
      default -> false;
    };
  }

  /// `start().get()`, where the wait cannot overlap with anything; reactive `block()` always.
  static boolean justStarted(Fn fn, Site site) {
    if (member(site.at()).startsWith("block")) {
      return true;
    }
    Expr receiver = receiver(site.at());
    if (receiver == Expr.NONE || !(receiver instanceof Expr.Call call)) {
      return site.name().contains("getUnchecked")
          && site.call().arguments().stream()
              .anyMatch(argument -> argument.value() instanceof Expr.Call);
    }
    if (!List.of("get", "join").contains(member(site.at()))) {
      return false;
    }
    return fn.sites().stream()
        .filter(other -> other.at() == call)
        .noneMatch(other ->
            other.has(Word.GATHERS)
                || other.has(Word.GATHERS_BOUNDED)
                || Set.of("allOf", "anyOf", "completedFuture", "poll", "take", "next")
                    .contains(member(other.at())));
  }
}
