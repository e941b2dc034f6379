package dev.backlight.source.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A function while it is evaluated: its names and what surrounds the current statement.
final class Frame {

  final Fn fn;
  final @Nullable Frame parent;
  final Map<String, Value> names = new HashMap<>();
  final List<Site> sites = new ArrayList<>();
  List<LoopContext> loops;
  List<ScopeContext> scopes;
  Value returned = Value.UNKNOWN;
  Value yielded = Value.UNKNOWN;

  /// Code that is translated, not run: lambdas of LINQ to a database.
  final boolean translated;

  Frame(
      Fn fn,
      @Nullable Frame parent,
      List<LoopContext> loops,
      List<ScopeContext> scopes,
      boolean translated) {
    this.fn = fn;
    this.parent = parent;
    this.loops = loops;
    this.scopes = scopes;
    this.translated = translated;
  }

  @Nullable Value look(String name) {
    for (Frame frame = this; frame != null; frame = frame.parent) {
      Value value = frame.names.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /// Binds where the name is declared already, else here.
  void assign(String name, Value value, boolean declares) {
    if (!declares) {
      for (Frame frame = this; frame != null && frame.parent != null; frame = frame.parent) {
        if (frame.names.containsKey(name)) {
          frame.names.put(name, better(frame.names.get(name), value));
          return;
        }
      }
    }
    names.put(name, value);
  }

  private static Value better(@Nullable Value old, Value value) {
    return value.isUnknown() && old != null ? old : value;
  }

  static <T> List<T> with(List<T> list, T one) {
    List<T> result = new ArrayList<>(list.size() + 1);
    result.addAll(list);
    result.add(one);
    return List.copyOf(result);
  }
}
