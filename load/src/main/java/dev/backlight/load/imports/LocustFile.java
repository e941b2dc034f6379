package dev.backlight.load.imports;

import dev.backlight.load.pace.Phase;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.UserKind;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.python.PythonFrontEnd;
import dev.backlight.source.treesitter.Grammar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads Locust files.
public final class LocustFile {

  static final Set<String> USERS =
      Set.of("HttpUser", "FastHttpUser", "HttpLocust", "FastHttpLocust");
  private static final Set<String> OTHER_USERS = Set.of("User", "Locust");

  private final Code code;
  private final LocustNames names;
  private final LocustTasks tasks;
  private final LocustClasses classes;

  private LocustFile(Code code) {
    this.code = code;
    this.names = new LocustNames(code);
    this.tasks = new LocustTasks(code, names);
    this.classes = new LocustClasses(code, names);
  }

  /// Translates `text` of the file that messages call `path`.
  public static Imported read(String path, String text) throws ImportException {
    Code code = Code.read(path, text, Grammar.PYTHON, PythonFrontEnd::lower, LostSyntax::python);
    return new LocustFile(code).read();
  }

  private Imported read() throws ImportException {
    List<UserKind> users = new ArrayList<>();
    Set<String> hosts = new LinkedHashSet<>();
    List<Phase> phases = new ArrayList<>();
    for (TypeDecl type : code.file().types()) {
      try {
        if (classes.extendsOne(type, Set.of("LoadTestShape"))) {
          phases.addAll(new LocustShape(code, names).phases(type));
        } else if (classes.extendsOne(type, USERS) && !isAbstract(type)) {
          user(type, users, hosts);
        } else if (classes.extendsOne(type, OTHER_USERS) && !isAbstract(type)) {
          throw new RefusedException(type.nameStart(), "a user of another protocol than HTTP");
        }
      } catch (RefusedException e) {
        code.refuse(e);
      }
    }
    LocustListeners listeners = new LocustListeners(code);
    listeners.read();
    names.top().refuseOthers(listeners);
    classes.refuseUnknown();
    code.requireNoRefusals();
    if (users.isEmpty()) {
      throw new ImportException(code.place(0), "no class of users with tasks (HttpUser)");
    }
    Expression headers = names.headersUsed() ? names.clientHeaders() : Expression.NOTHING;
    Scenario scenario =
        new Scenario(
            name(),
            hosts.size() == 1 ? hosts.iterator().next() : "",
            Duration.ZERO,
            Collections.unmodifiableMap(names.constants()),
            names.feeds(),
            names.functions().procedures(),
            List.of(),
            List.of(),
            users.stream()
                .map(user ->
                    new UserKind(
                        user.name(), user.weight(), user.fixedCount(), headers, user.tasks()))
                .toList(),
            phases,
            listeners.thresholds());
    return new Imported(scenario, code.notes());
  }

  private String name() {
    String path = code.file().path();
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.py$", "");
  }

  private static boolean isAbstract(TypeDecl type) {
    return type.fields().stream()
        .anyMatch(field ->
            field.name().equals("abstract")
                && field.initial() instanceof Expr.Literal literal
                && literal.text().equals("true"));
  }

  private void user(TypeDecl type, List<UserKind> users, Set<String> hosts)
      throws RefusedException {
    Optional<LocustTasks.Found> found = tasks.of(type, new LinkedHashSet<>());
    if (found.isEmpty()) {
      code.note(type.nameStart(), type.name() + " has no tasks; nothing is done with it");
      return;
    }
    double weight = number(type, "weight", 1);
    int fixedCount = (int) number(type, "fixed_count", 0);
    Optional<TypeDecl.Field> host = names.field(type, "host");
    if (host.isPresent() && host.get().initial() != Expr.NONE) {
      names
          .constantText(host.get().initial())
          .ifPresentOrElse(
              hosts::add,
              () -> code.note(host.get().start(), "a computed host; give the target to the run"));
    }
    if (weight > 0) {
      users.add(
          new UserKind(type.name(), weight, fixedCount, Expression.NOTHING, found.get().tasks()));
    }
  }

  private double number(TypeDecl type, String name, double otherwise) throws RefusedException {
    Optional<TypeDecl.Field> field = names.field(type, name);
    if (field.isEmpty()) {
      return otherwise;
    }
    if (field.get().initial() instanceof Expr.Literal literal
        && literal.kind() == Expr.Literal.Kind.NUMBER) {
      return Double.parseDouble(literal.text());
    }
    throw new RefusedException(field.get().start(), "a " + name + " that is not a number");
  }
}
