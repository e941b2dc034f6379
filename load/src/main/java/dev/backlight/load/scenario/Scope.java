package dev.backlight.load.scenario;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// What an expression may see: one user's variables, its randomness and its number.
public final class Scope {

  private final Map<String, Value> constants;
  private final Map<String, Value> variables = new HashMap<>();
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final SplittableRandom random;
  private final long user;
  private final Rows rows;
  private Cookies cookies = _ -> Optional.empty();
  private long iteration;

  /// The cookies that a user holds, by name.
  @FunctionalInterface
  interface Cookies {
    Optional<String> get(String name);
  }

  /// All rows of the feeds.
  @FunctionalInterface
  interface Rows {
    Value of(String feed) throws EvaluationException;
  }

  public Scope(
      Map<String, Value> constants,
      Map<String, String> environment,
      InstantSource clock,
      SplittableRandom random,
      long user) {
    this(
        constants,
        environment,
        clock,
        random,
        user,
        feed -> {
          throw new EvaluationException("there is no feed '" + feed + "'");
        });
  }

  Scope(
      Map<String, Value> constants,
      Map<String, String> environment,
      InstantSource clock,
      SplittableRandom random,
      long user,
      Rows rows) {
    this.rows = rows;
    this.constants = constants;
    this.environment = environment;
    this.clock = clock;
    this.random = random;
    this.user = user;
  }

  Value get(String name) throws EvaluationException {
    Value own = variables.get(name);
    if (own != null) {
      return own;
    }
    Value constant = constants.get(name);
    if (constant == null) {
      throw new EvaluationException("the variable '" + name + "' is not set");
    }
    return constant;
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }

  /// All that the user itself holds.
  Map<String, Value> own() {
    return Map.copyOf(variables);
  }

  /// What the user itself holds under a name.
  Optional<Value> own(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  void restore(String name, Optional<Value> before) {
    before.ifPresentOrElse(value -> variables.put(name, value), () -> variables.remove(name));
  }

  Map<String, String> environment() {
    return environment;
  }

  Optional<String> cookie(String name) {
    return cookies.get(name);
  }

  void cookies(Cookies held) {
    cookies = held;
  }

  Value rows(String feed) throws EvaluationException {
    return rows.of(feed);
  }

  InstantSource clock() {
    return clock;
  }

  SplittableRandom random() {
    return random;
  }

  long user() {
    return user;
  }

  long iteration() {
    return iteration;
  }

  void iteration(long number) {
    iteration = number;
  }
}
