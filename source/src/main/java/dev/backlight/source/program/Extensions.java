package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Knowledge;
import java.util.List;

/// C# extension methods: `x.F(a)` may be `static R F(this T x, A a)` of any static class of the
/// tree.
final class Extensions {

  private final Evaluator evaluator;

  Extensions(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// Whether nothing is known of a receiver.
  static boolean isBlind(Value receiver) {
    return receiver.isUnknown()
        || receiver instanceof Value.Outside
        || receiver instanceof Value.Member;
  }

  /// Whether a call hands its receiver over as the function's first argument.
  static boolean isReceiverFirst(Fn fn, Value receiver, Expr.Call e) {
    return fn.is(Trait.EXTENSION)
        && e.callee() instanceof Expr.Member
        && !(receiver instanceof Value.ClassOf);
  }

  /// The extension methods that a call on a receiver without such a member may mean; empty if there
  /// are too many to tell.
  List<Fn> of(Value receiver, String name, Expr.Call e) {
    if (evaluator.unit.language() != Language.CSHARP
        || name.isEmpty()
        || !(e.callee() instanceof Expr.Member)
        || receiver instanceof Value.ClassOf
        || isBlind(receiver) && ofCollections(name)) {
      return List.of();
    }
    List<Fn> fitting =
        evaluator.linkage.extensions(name, isBlind(receiver)).stream()
            .filter(fn -> takes(fn, e.arguments().size()) && extendsType(fn, receiver))
            .toList();
    return fitting.size() <= Linkage.SAME_NAME ? fitting : List.of();
  }

  /// A name that every collection has: `labels.Where(…)`, whatever the tree adds for one type.
  private boolean ofCollections(String name) {
    Knowledge knowledge = evaluator.linkage.names.knowledge(evaluator.unit);
    return knowledge.type("IEnumerable").flatMap(type -> knowledge.member(type, name)).isPresent();
  }

  private static boolean takes(Fn fn, int arguments) {
    List<Parameter> parameters = fn.decl().parameters();
    long needed =
        parameters.stream().filter(p -> p.initial() == Expr.NONE && !p.rest()).count() - 1;
    boolean rest = parameters.stream().anyMatch(Parameter::rest);
    return arguments >= needed && (rest || arguments < parameters.size());
  }

  /// Whether the first parameter's type may be the receiver's.
  private boolean extendsType(Fn fn, Value receiver) {
    Value extended =
        evaluator.linkage.names.types.of(
            fn.unit(), fn.decl().parameters().getFirst().type(), List.of());
    if (extended.isUnknown() || isBlind(receiver)) {
      return true;
    }
    return switch (extended) {
      case Value.Instance i ->
          receiver instanceof Value.Instance r && Hierarchy.lineage(r.type()).contains(i.type());
      case Value.Known k -> isA(receiver, k);
      case Value.Listing l -> receiver instanceof Value.Listing || receiver instanceof Value.Known;
      case Value.Scalar s -> receiver instanceof Value.Scalar || receiver instanceof Value.Constant;
      case Value.Pending p -> receiver instanceof Value.Pending;
      default -> true;
    };
  }

  private boolean isA(Value receiver, Value.Known extended) {
    return switch (receiver) {
      case Value.Known known ->
          evaluator
              .linkage
              .names
              .knowledge(evaluator.unit)
              .isA(known.type(), extended.type().name());
      case Value.Instance instance ->
          Hierarchy.lineage(instance.type()).stream()
              .flatMap(type -> type.known().stream())
              .anyMatch(known -> known.type().equals(extended.type()));
      default -> false;
    };
  }
}
