package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeDecl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The attributes of users and classes in a Locust file: variables of users, which begin with what
/// their class gives them.
final class LocustAttributes {

  private static final Set<String> RESERVED =
      Set.of("environment", "client", "wait", "interrupt", "tasks", "_client");

  /// Attributes that Locust itself reads.
  private static final Set<String> CONFIGURING =
      Set.of(
          "wait_time",
          "wait_function",
          "min_wait",
          "max_wait",
          "tasks",
          "task_set",
          "weight",
          "fixed_count",
          "host",
          "abstract",
          "stages",
          "network_timeout",
          "connection_timeout",
          "concurrency",
          "default_headers",
          "insecure",
          "max_redirects",
          "max_retries",
          "pool_manager");

  /// Attributes that Locust reads and that are options of a run here.
  private static final Map<String, String> OPTIONS =
      Map.of(
          "network_timeout", "--timeout",
          "connection_timeout", "--timeout",
          "insecure", "--insecure");

  private final Code code;
  private final LocustNames names;

  LocustAttributes(Code code, LocustNames names) {
    this.code = code;
    this.names = names;
  }

  /// Notes what of a class is an option of the run; `default_headers` are sent by its client.
  List<Step> settings(TypeDecl type) throws RefusedException {
    OPTIONS.forEach((name, option) ->
        names
            .field(type, name)
            .ifPresent(
                field -> code.note(field.start(), name + " is left out; " + option + " sets it")));
    for (String name : List.of("max_redirects", "max_retries")) {
      names
          .field(type, name)
          .ifPresent(
              field -> code.note(field.start(), name + " is left out: it has its own limits"));
    }
    Optional<TypeDecl.Field> headers = names.field(type, "default_headers");
    if (headers.isEmpty()) {
      return List.of();
    }
    Expression value =
        names.expressions().translate(headers.get().initial(), new Frame().conditionally());
    names.clientHeaders();
    return List.of(names.set(code.place(headers.get().start()), LocustNames.CLIENT_HEADERS, value));
  }

  /// The name of an attribute of the user, or of a class of this file.
  Optional<String> attribute(Expr.Member member, Frame frame) {
    boolean ofClass =
        member.receiver() instanceof Expr.Name name && code.type(name.id()).isPresent();
    return (ofClass || names.isSelf(member.receiver(), frame))
            && !RESERVED.contains(member.name())
            && !names.isUserPart(member.name())
        ? Optional.of(member.name())
        : Optional.empty();
  }

  Expression attributeValue(Expr.Member member, String name) throws RefusedException {
    Optional<TypeDecl> type =
        member.receiver() instanceof Expr.Name of ? code.type(of.id()) : names.owner();
    Optional<TypeDecl> holder = type.isPresent() ? type : names.owner();
    if (name.equals("host")) {
      throw new RefusedException(member, "self.host (the target is given to the run)");
    }
    if (holder.isPresent()) {
      // What a set of tasks does not have is its user's.
      TypeDecl declaring =
          names.field(holder.get(), name).isPresent()
              ? holder.get()
              : code.file().types().stream()
                  .filter(each -> names.field(each, name).isPresent())
                  .findFirst()
                  .orElse(holder.get());
      classConstant(declaring, name, member);
    }
    return new Expression.Variable(name);
  }

  /// Attributes with a value in the class are what users begin with. Where classes differ, their
  /// users set their own at the start.
  private void classConstant(TypeDecl type, String name, Expr at) throws RefusedException {
    Optional<TypeDecl.Field> field = names.field(type, name);
    if (field.isPresent() && field.get().initial() != Expr.NONE && !differs(name)) {
      names.constant(name, field.get().initial(), at);
    }
  }

  private boolean differs(String name) {
    return code.file().types().stream()
            .flatMap(each -> each.fields().stream())
            .filter(each -> each.name().equals(name))
            .map(each -> code.text(each.initial().start(), each.initial().end()))
            .distinct()
            .count()
        > 1;
  }

  /// The attributes of a class that other classes give other values.
  List<Step> ownAttributes(TypeDecl type) {
    List<Step> sets = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (TypeDecl each : names.lineage(type)) {
      for (TypeDecl.Field field : each.fields()) {
        String name = field.name();
        if (CONFIGURING.contains(name) || !differs(name) || !seen.add(name)) {
          continue;
        }
        try {
          sets.add(
              names.set(
                  code.place(field.start()),
                  name,
                  names.expressions().translate(field.initial(), new Frame().conditionally())));
        } catch (RefusedException e) {
          code.refuse(e);
        }
      }
    }
    return sets;
  }
}
