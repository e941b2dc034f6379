package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a call gives back when nobody knows the callee: what its name promises by the conventions
/// of its language.
final class Conventions {

  /// Methods that give an instance of the class they are handed.
  private static final Pattern GIVES =
      Pattern.compile(
          "attach|onDemand|inject|lookup|resolve|unwrap|cast"
              + "|get(Bean|Instance|Mapper|Service|Component|RegisteredComponent|Repository|Dao)?");

  private Conventions() {}

  static Value result(Language language, Expr.Call call, List<Value> arguments) {
    String name =
        switch (call.callee()) {
          case Expr.Member m -> m.name();
          case Expr.Name n -> n.id();
          default -> "";
        };
    // Every method of C# whose name ends like this returns a task.
    if (language == Language.CSHARP
        && name.length() > SUFFIX.length()
        && name.endsWith(SUFFIX)
        && !call.constructs()) {
      return new Value.Pending(Value.UNKNOWN, "");
    }
    return language == Language.JAVA && GIVES.matcher(name).matches()
        ? instance(arguments).orElse(Value.UNKNOWN)
        : Value.UNKNOWN;
  }

  private static final String SUFFIX = "Async";

  /// `handle.attach(ProjectDao.class)`.
  private static Optional<Value> instance(List<Value> arguments) {
    return arguments.size() == 1 && arguments.getFirst() instanceof Value.ClassOf given
        ? Optional.of(new Value.Instance(given.type()))
        : Optional.empty();
  }
}
