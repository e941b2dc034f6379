package dev.backlight.crimes.memory;

import dev.backlight.model.Language;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what the functions of a file do with its long-lived collections.
final class Uses {

  private record Ref(Held held, Expr alias) {}

  private final Unit unit;
  private final Map<String, Held> module = new HashMap<>();
  private final Map<Cls, Map<String, Held>> fields = new HashMap<>();
  private final Map<Fn, Set<String>> locals = new HashMap<>();
  private Map<String, Ref> aliases = Map.of();

  Uses(Unit unit, List<Held> held) {
    this.unit = unit;
    for (Held one : held) {
      if (one.owner().isEmpty()) {
        module.put(one.name(), one);
      } else {
        fields.computeIfAbsent(one.owner().get(), c -> new HashMap<>()).put(one.name(), one);
      }
    }
  }

  void collect() {
    for (Fn fn : unit.functions()) {
      aliases = aliases(fn);
      Walker.statements(fn.decl().body(), statement -> statement(fn, statement));
      Walker.expressions(fn.decl().body(), expr -> expression(fn, expr));
    }
  }

  private void statement(Fn fn, Stmt statement) {
    if (statement instanceof Stmt.Assign assign && !assign.declares()) {
      for (Expr target : assign.targets()) {
        assigned(fn, target, assign.operator(), assign.value());
      }
    } else if (statement instanceof Stmt.Return returns) {
      Expr value = returns.value() instanceof Expr.Await a ? a.value() : returns.value();
      Ref ref = ref(fn, value);
      if (ref != null && !fn.is(Trait.MODULE) && ref.held().owner().isEmpty()) {
        add(ref, fn, Held.Act.READS, returns.value(), Expr.NONE);
      }
    }
  }

  private void assigned(Fn fn, Expr target, String operator, Expr value) {
    if (target instanceof Expr.Index index) {
      Ref ref = ref(fn, index.receiver());
      if (ref != null && index.index() instanceof Expr.Operation) {
        add(ref, fn, Held.Act.BOUNDED, target, Expr.NONE);
      } else if (ref != null && ref.held().shape() == Held.Shape.MAP) {
        if (!isNone(value)) {
          add(ref, fn, Held.Act.GROWS, target, index.index());
        } else {
          add(ref, fn, Held.Act.SHRINKS, target, index.index());
        }
      }
      return;
    }
    if (target instanceof Expr.Member m && m.name().equals("length")) {
      Ref ref = ref(fn, m.receiver());
      if (ref != null) {
        add(ref, fn, Held.Act.BOUNDED, target, Expr.NONE);
      }
      return;
    }
    Ref ref = ref(fn, target);
    if (ref == null || fn.is(Trait.MODULE) || fn.is(Trait.CONSTRUCTOR)) {
      return;
    }
    boolean grows = operator.equals("+=") && ref.held().shape() == Held.Shape.LIST;
    add(ref, fn, grows ? Held.Act.GROWS : Held.Act.BOUNDED, target, value);
  }

  private static boolean isNone(Expr value) {
    return value instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NULL
        || value instanceof Expr.Name n && n.id().equals("undefined");
  }

  private void expression(Fn fn, Expr expr) {
    switch (expr) {
      case Expr.Call call -> call(fn, call);
      case Expr.Assigning a -> assigned(fn, a.target(), a.operator(), a.value());
      case Expr.Operation o -> operation(fn, o);
      case Expr.Index index -> {
        Ref ref = ref(fn, index.receiver());
        if (ref != null) {
          add(ref, fn, Held.Act.READS, index, index.index());
        }
      }
      case Expr.Collection c ->
          c.entries()
              .forEach(entry -> {
                Ref ref = entry.spread() ? null : ref(fn, entry.value());
                if (ref != null && !fn.is(Trait.MODULE)) {
                  add(ref, fn, Held.Act.READS, c, Expr.NONE);
                }
              });
      default -> {}
    }
  }

  private void operation(Fn fn, Expr.Operation o) {
    if (o.operator().equals("delete")) {
      for (Expr operand : o.operands()) {
        Ref ref = operand instanceof Expr.Index index ? ref(fn, index.receiver()) : null;
        if (ref != null) {
          add(ref, fn, Held.Act.SHRINKS, o, Expr.NONE);
        }
      }
    } else if (o.operator().equals("in") || o.operator().equals("not in")) {
      Ref ref = ref(fn, o.operands().getLast());
      if (ref != null) {
        add(ref, fn, Held.Act.READS, o, o.operands().getFirst());
      }
    } else if (CollectionWords.COMPARES.contains(o.operator())
        && o.operands().stream().noneMatch(Uses::isSmall)) {
      for (Expr operand : o.operands()) {
        Ref ref = measured(fn, operand);
        if (ref != null) {
          add(ref, fn, Held.Act.BOUNDED, o, Expr.NONE);
        }
      }
    }
  }

  /// `x.length > 0` bounds nothing.
  private static boolean isSmall(Expr expr) {
    return expr instanceof Expr.Literal l && (l.text().equals("0") || l.text().equals("1"));
  }

  private @Nullable Ref measured(Fn fn, Expr expr) {
    return switch (expr) {
      case Expr.Member m when CollectionWords.SIZES.contains(m.name()) -> ref(fn, m.receiver());
      case Expr.Call c
          when c.callee() instanceof Expr.Member m
              && (CollectionWords.SIZES.contains(m.name()) || m.name().equals("mappingCount")) ->
          ref(fn, m.receiver());
      case Expr.Call c
          when c.callee() instanceof Expr.Name n
              && n.id().equals("len")
              && !c.arguments().isEmpty() ->
          ref(fn, c.arguments().getFirst().value());
      default -> null;
    };
  }

  private void call(Fn fn, Expr.Call call) {
    if (call.callee() instanceof Expr.Member method) {
      method(fn, call, method);
    }
    String name = Makers.simpleName(call.callee());
    if (CollectionWords.READERS.contains(name)) {
      return;
    }
    for (Argument argument : call.arguments()) {
      Ref ref = argument.spread() ? null : ref(fn, argument.value());
      if (ref != null) {
        // A function that is given the collection may empty it; one that is given a supposed copy
        // only reads it.
        boolean copy = ref.alias() != Expr.NONE;
        add(ref, fn, copy ? Held.Act.READS : Held.Act.BOUNDED, call, Expr.NONE);
      }
    }
  }

  private void method(Fn fn, Expr.Call call, Expr.Member method) {
    String name = method.name();
    Expr key = call.arguments().isEmpty() ? Expr.NONE : call.arguments().getFirst().value();
    Ref ref = ref(fn, method.receiver());
    if (ref == null) {
      Ref inner = inner(fn, method.receiver());
      if (inner != null && CollectionWords.GROW.contains(name)) {
        add(inner, fn, Held.Act.GROWS, call, key);
      } else if (inner != null
          && (CollectionWords.SHRINK.contains(name) || CollectionWords.EMPTY.contains(name))) {
        add(inner, fn, Held.Act.SHRINKS, call, key);
      }
      return;
    }
    if (CollectionWords.TAKES.contains(name) && queue(ref.held())) {
      add(ref, fn, Held.Act.BOUNDED, call, key);
    } else if (CollectionWords.LOOKUPS.contains(name)) {
      add(ref, fn, Held.Act.READS, call, key);
    }
    if (CollectionWords.VIEWS.contains(name) && name.equals("iterator")) {
      add(ref, fn, Held.Act.SHRINKS, call, key);
    }
    if (CollectionWords.GROW.contains(name)) {
      add(ref, fn, Held.Act.GROWS, call, key);
    } else if (CollectionWords.EMPTY.contains(name)) {
      add(ref, fn, Held.Act.BOUNDED, call, key);
    } else if (CollectionWords.SHRINK.contains(name)) {
      boolean any = key == Expr.NONE;
      add(ref, fn, any ? Held.Act.BOUNDED : Held.Act.SHRINKS, call, key);
    }
  }

  /// Python's queues give their elements away by `get`.
  private static boolean queue(Held held) {
    return held.type().simpleName().endsWith("Queue")
        || held.name().toLowerCase(Locale.ROOT).endsWith("queue");
  }

  /// An element of a collection: `held[key]`, `held.get(key)`, `held.values()`.
  private @Nullable Ref inner(Fn fn, Expr expr) {
    return switch (expr) {
      case Expr.Index index -> ref(fn, index.receiver());
      case Expr.Call c when c.callee() instanceof Expr.Member m -> ref(fn, m.receiver());
      case Expr.Member m when CollectionWords.VIEWS.contains(m.name()) -> ref(fn, m.receiver());
      default -> null;
    };
  }

  private static void add(Ref ref, Fn fn, Held.Act act, Expr at, Expr key) {
    ref.held().uses().add(new Held.Use(fn, act, at, key, ref.alias()));
  }

  /// The collection that an expression names.
  private @Nullable Ref ref(Fn fn, Expr expr) {
    return switch (expr) {
      case Expr.Name name -> byName(fn, name.id());
      case Expr.Member m when m.receiver() instanceof Expr.Name n -> member(fn, n.id(), m.name());
      case Expr.Cast c -> ref(fn, c.value());
      default -> null;
    };
  }

  private @Nullable Ref byName(Fn fn, String id) {
    Ref alias = aliases.get(id);
    if (alias != null) {
      return alias;
    }
    if (isLocal(fn, id)) {
      return null;
    }
    Held held = module.get(id);
    if (held == null && (unit.language() == Language.CSHARP || unit.language() == Language.JAVA)) {
      held = owner(fn).map(c -> around(c, id)).orElse(null);
    }
    return held == null ? null : new Ref(held, Expr.NONE);
  }

  /// A field of a type or of one that it is nested in.
  private @Nullable Held around(Cls type, String id) {
    Held own = field(type, id);
    for (Cls outer : fields.keySet()) {
      if (own == null
          && outer.decl().start() < type.decl().start()
          && type.decl().end() <= outer.decl().end()) {
        own = field(outer, id);
      }
    }
    return own;
  }

  private @Nullable Ref member(Fn fn, String receiver, String name) {
    Held held = null;
    if (receiver.equals("this") || receiver.equals("cls")) {
      held = owner(fn).map(c -> field(c, name)).orElse(null);
    } else {
      for (Cls type : fields.keySet()) {
        if (type.name().equals(receiver)) {
          held = field(type, name);
        }
      }
    }
    return held == null ? null : new Ref(held, Expr.NONE);
  }

  private @Nullable Held field(Cls type, String name) {
    Map<String, Held> own = fields.get(type);
    Held held = own == null ? null : own.get(name);
    if (held == null) {
      for (Cls parent : type.parents()) {
        held = held == null && parent.unit() == unit ? field(parent, name) : held;
      }
    }
    return held;
  }

  private static Optional<Cls> owner(Fn fn) {
    return fn.outwards().flatMap(at -> at.owner().stream()).findFirst();
  }

  private boolean isLocal(Fn fn, String id) {
    return fn.outwards()
        .filter(at -> !at.is(Trait.MODULE))
        .anyMatch(at -> locals.computeIfAbsent(at, this::locals).contains(id));
  }

  private Set<String> locals(Fn fn) {
    Set<String> names = new HashSet<>();
    for (FunctionDecl.Parameter parameter : fn.decl().parameters()) {
      names.add(parameter.name());
    }
    Set<String> globals = new HashSet<>();
    boolean python = unit.language() == Language.PYTHON;
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign assign
              && (assign.declares() || python && assign.operator().equals("="))) {
            for (Expr target : assign.targets()) {
              if (target instanceof Expr.Name name) {
                names.add(name.id());
              }
            }
          } else if (statement instanceof Stmt.Loop loop) {
            loop.targets().forEach(target -> names.add(Makers.simpleName(target)));
          }
        });
    Walker.expressions(
        fn.decl().body(),
        expr -> {
          if (expr instanceof Expr.Operation o && o.operator().equals("global")) {
            o.operands().forEach(operand -> globals.add(Makers.simpleName(operand)));
          }
        });
    names.removeAll(globals);
    return names;
  }

  /// Locals that are the collection itself: `all = self.items`, `list = given || this.list`.
  private Map<String, Ref> aliases(Fn fn) {
    if (fn.is(Trait.MODULE)) {
      return Map.of();
    }
    Map<String, Ref> found = new HashMap<>();
    aliases = found;
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign assign
              && assign.targets().size() == 1
              && assign.operator().equals("=")
              && assign.targets().getFirst() instanceof Expr.Name name) {
            for (Expr choice : choices(assign.value())) {
              Ref ref = ref(fn, choice);
              if (ref != null) {
                found.put(name.id(), new Ref(ref.held(), assign.targets().getFirst()));
              }
            }
          }
        });
    return found;
  }

  private static List<Expr> choices(Expr value) {
    List<Expr> found = new ArrayList<>();
    if (value instanceof Expr.Operation o && Set.of("||", "??", "?:").contains(o.operator())) {
      int from = o.operator().equals("?:") ? 1 : 0;
      o.operands().subList(from, o.operands().size()).forEach(x -> found.addAll(choices(x)));
    } else {
      found.add(value);
    }
    return found;
  }
}
