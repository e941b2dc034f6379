package dev.backlight.crimes;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a caller gives for a parameter: the expression, and the function it stands in.
public record Given(Fn fn, Expr value) {

  /// What Python's methods are called on; no caller writes it.
  private static final Set<String> RECEIVERS = Set.of("self", "cls", "this");

  /// What the callers that matter give for a parameter; empty where it is none of the function's.
  public static Stream<Given> to(Scene scene, Fn fn, String parameter) {
    List<String> parameters = fn.decl().parameters().stream().map(Parameter::name).toList();
    if (!parameters.contains(parameter)) {
      return Stream.empty();
    }
    int index = parameters.indexOf(parameter) - (RECEIVERS.contains(parameters.getFirst()) ? 1 : 0);
    return scene.program().callers(fn).stream()
        .filter(caller -> caller.isCall() && scene.matters(caller.in()))
        .flatMap(caller -> argument(caller, parameter, index).stream());
  }

  private static Optional<Given> argument(Site caller, String name, int index) {
    List<Argument> arguments = caller.call().arguments();
    return arguments.stream()
        .filter(argument -> argument.name().equals(name))
        .findFirst()
        .or(() ->
            index >= 0 && index < arguments.size() && arguments.get(index).name().isEmpty()
                ? Optional.of(arguments.get(index))
                : Optional.empty())
        .map(argument -> new Given(caller.in(), argument.value()));
  }
}
