package dev.backlight.load.scenario;

import java.util.List;

/// One thing that a user does.
public sealed interface Step {

  Place place();

  /// Sends a request and judges its answer: by `status` (a condition over `response`; nothing is
  /// any status below 400), by all `expects`, by `judgement` (steps that see the answer and may
  /// [Judge] it), and by whether all of `extracts` are there. `checks` are only counted. `into` is
  /// the variable that keeps the answer, or empty.
  record Send(
      Place place,
      Request request,
      Expression status,
      List<Check> expects,
      List<Check> checks,
      List<Extraction> extracts,
      List<Step> judgement,
      String into)
      implements Step {

    public static Send of(Place place, Request request) {
      return new Send(
          place, request, Expression.NOTHING, List.of(), List.of(), List.of(), List.of(), "");
    }

    public Send into(String variable) {
      return new Send(place, request, status, expects, checks, extracts, judgement, variable);
    }

    public Send judged(List<Step> steps) {
      return new Send(place, request, status, expects, checks, extracts, steps, into);
    }
  }

  /// Sends requests at the same time, and goes on when all are answered. Their answers are judged
  /// in the order of the requests.
  record Parallel(Place place, List<Send> requests) implements Step {}

  /// Sets a variable, or the part of it that `path` leads to.
  record Set(Place place, String variable, List<Expression> path, Expression value)
      implements Step {}

  /// Thinks.
  record Pause(Place place, Think think) implements Step {}

  record Repeat(Place place, Expression times, List<Step> body) implements Step {}

  record While(Place place, Expression condition, List<Step> body) implements Step {}

  /// Several `variables` take apart each element.
  record ForEach(Place place, List<String> variables, Expression source, List<Step> body)
      implements Step {}

  /// Does one of the options, drawn by weight.
  record Choose(Place place, List<Option> options) implements Step {
    public record Option(double weight, List<Step> body) {}
  }

  record If(Place place, Expression condition, List<Step> then, List<Step> otherwise)
      implements Step {}

  /// Requests inside are recorded under `name / …`.
  record Group(Place place, String name, List<Step> body) implements Step {}

  /// Counts whether a condition holds.
  record Verify(Place place, Check check) implements Step {}

  /// Takes the next row of a feed: into a variable, or its columns into variables of their names if
  /// `into` is empty.
  record Take(Place place, String feed, String into) implements Step {}

  /// Does a procedure's steps; `into` takes what it returns.
  record Do(Place place, String procedure, List<Expression> arguments, String into)
      implements Step {}

  record Return(Place place, Expression value) implements Step {}

  /// Leaves a loop, or its current round.
  record Leave(Place place, Kind kind) implements Step {
    public enum Kind {
      BREAK,
      CONTINUE
    }
  }

  /// Decides whether the answer in hand counts as a success; only in a judgement.
  record Judge(Place place, boolean passed, Expression reason) implements Step {}

  /// Ends this iteration with an error.
  record Fail(Place place, Expression reason) implements Step {}

  /// Ends this user.
  record Stop(Place place, Expression reason) implements Step {}

  /// Does tasks of a nested set, one after the other, until one of them leaves it.
  record Rounds(Place place, TaskSet tasks) implements Step {}

  /// Leaves the innermost nested set of tasks.
  record Interrupt(Place place) implements Step {}

  /// Holds a cookie from now on; forgets all of them where `name` is empty.
  record HoldCookie(Place place, String name, Expression value) implements Step {}

  /// Does `body`; an error in it is forgotten and `recovery` is done.
  record Attempt(Place place, List<Step> body, List<Step> recovery) implements Step {}
}
