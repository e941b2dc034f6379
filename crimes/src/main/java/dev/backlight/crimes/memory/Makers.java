package dev.backlight.crimes.memory;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeRef;
import java.util.Optional;
import java.util.Set;

/// Tells which expressions and types make a collection that can grow without a bound.
final class Makers {

  private static final Set<String> MAPS =
      Set.of(
          "dict",
          "defaultdict",
          "OrderedDict",
          "Counter",
          "Map",
          "HashMap",
          "LinkedHashMap",
          "TreeMap",
          "ConcurrentHashMap",
          "ConcurrentMap",
          "ConcurrentSkipListMap",
          "Hashtable",
          "Dictionary",
          "ConcurrentDictionary",
          "SortedDictionary",
          "SortedList",
          "IDictionary",
          "newHashMap",
          "newConcurrentMap",
          "newLinkedHashMap",
          "Record",
          "MultiValueMap",
          "LinkedMultiValueMap");
  private static final Set<String> LISTS =
      Set.of(
          "list",
          "deque",
          "Array",
          "List",
          "ArrayList",
          "LinkedList",
          "Vector",
          "CopyOnWriteArrayList",
          "Stack",
          "Queue",
          "Deque",
          "ArrayDeque",
          "ConcurrentLinkedQueue",
          "ConcurrentLinkedDeque",
          "ConcurrentBag",
          "ConcurrentQueue",
          "ConcurrentStack",
          "IList",
          "ICollection",
          "Collection",
          "newArrayList");
  private static final Set<String> SETS =
      Set.of(
          "set",
          "Set",
          "HashSet",
          "LinkedHashSet",
          "TreeSet",
          "SortedSet",
          "ISet",
          "newKeySet",
          "newHashSet",
          "newConcurrentHashSet",
          "CopyOnWriteArraySet");

  private Makers() {}

  /// The shape that an initial value or, without one, a declared type gives; empty for values that
  /// are no growing collection.
  static Optional<Held.Shape> shape(Expr initial, TypeRef declared) {
    return switch (initial) {
      case Expr.Collection c when c.entries().stream().noneMatch(e -> lambda(e.value())) ->
          Optional.of(
              switch (c.kind()) {
                case LIST -> Held.Shape.LIST;
                case SET -> Held.Shape.SET;
                case MAP -> Held.Shape.MAP;
              });
      case Expr.Cast c -> shape(c.value(), declared);
      case Expr.Call c -> made(c, declared);
      default -> initial == Expr.NONE ? named(declared.simpleName()) : Optional.empty();
    };
  }

  private static Optional<Held.Shape> made(Expr.Call call, TypeRef declared) {
    String name = simpleName(call.callee());
    if (name.equals("create") && root(call.callee()).equals("Object")) {
      return Optional.of(Held.Shape.MAP);
    }
    if (name.equals("deque") && limited(call) || name.endsWith("Queue") && brokers(call)) {
      return Optional.empty();
    }
    if (name.startsWith("synchronized") && call.arguments().size() == 1) {
      // `synchronizedMap(new PassiveExpiringMap<>(…))` is what is in it.
      return shape(call.arguments().getFirst().value(), TypeRef.NONE);
    }
    return named(name.isEmpty() ? declared.simpleName() : name);
  }

  /// `new Queue("mails", { connection })`: a queue with a name is a broker's.
  private static boolean brokers(Expr.Call queue) {
    return !queue.arguments().isEmpty()
        && queue.arguments().getFirst().value() instanceof Expr.Literal name
        && name.kind() == Expr.Literal.Kind.STRING;
  }

  private static boolean limited(Expr.Call deque) {
    for (Argument argument : deque.arguments()) {
      if (argument.name().equals("maxlen")) {
        return true;
      }
    }
    return deque.arguments().size() > 1;
  }

  private static boolean lambda(Expr value) {
    return value instanceof Expr.Lambda;
  }

  static Optional<Held.Shape> named(String type) {
    if (MAPS.contains(type)) {
      return Optional.of(Held.Shape.MAP);
    }
    if (LISTS.contains(type)) {
      return Optional.of(Held.Shape.LIST);
    }
    return SETS.contains(type) ? Optional.of(Held.Shape.SET) : Optional.empty();
  }

  /// The last name of a dotted expression, empty for others.
  static String simpleName(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      default -> "";
    };
  }

  /// The first name of a dotted expression, empty for others.
  static String root(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> root(m.receiver());
      default -> "";
    };
  }

  /// What the first call of a chain is made on: `client` in `client.a().b()`.
  static Expr receiverOfChain(Expr.Member member) {
    Expr at = member.receiver();
    while (true) {
      if (at instanceof Expr.Call call && call.callee() instanceof Expr.Member inner) {
        at = inner.receiver();
      } else if (at instanceof Expr.Member inner) {
        at = inner.receiver();
      } else {
        return at;
      }
    }
  }
}
