package dev.backlight.load.imports;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeRef;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the classes of a Locust file are, by what they extend. A class that would have tasks if its
/// base were known is refused, not passed over.
final class LocustClasses {

  private static final Set<String> KNOWN =
      Set.of(
          "HttpUser",
          "FastHttpUser",
          "HttpLocust",
          "FastHttpLocust",
          "User",
          "Locust",
          "TaskSet",
          "SequentialTaskSet",
          "TaskSequence",
          "SequentialTaskset",
          "LoadTestShape",
          "object",
          "ABC",
          "Generic",
          "Protocol");

  /// Attributes that say that a class is a user or a set of tasks.
  private static final Set<String> TELLING =
      Set.of("tasks", "wait_time", "task_set", "min_wait", "fixed_count", "stages");

  private static final Set<String> DECORATORS = Set.of("task", "tag", "class");

  private final Code code;
  private final LocustNames names;

  LocustClasses(Code code, LocustNames names) {
    this.code = code;
    this.names = names;
  }

  boolean extendsOne(TypeDecl type, Set<String> bases) {
    return names.lineage(type).stream()
        .flatMap(each -> each.supertypes().stream())
        .anyMatch(base -> bases.contains(base.simpleName()));
  }

  /// Refuses classes of which users are made, or may be, that extend what is not in this file, and
  /// those that a decorator changes.
  void refuseUnknown() {
    Set<TypeDecl> ofUsers = new HashSet<>();
    for (TypeDecl type : code.file().types()) {
      if (extendsOne(type, KNOWN)) {
        ofUsers.addAll(names.lineage(type));
      }
    }
    for (TypeDecl type : code.file().types()) {
      if (!ofUsers.contains(type) && !hasTasks(type)) {
        continue;
      }
      for (TypeRef base : type.supertypes()) {
        if (!KNOWN.contains(base.simpleName()) && code.type(base.simpleName()).isEmpty()) {
          code.refuse(
              new RefusedException(
                  type.nameStart(),
                  type.name() + " extends " + base.simpleName() + ", which is not in this file"));
        }
      }
      for (Annotation each : type.annotations()) {
        if (!DECORATORS.contains(each.simpleName())) {
          code.refuse(
              new RefusedException(
                  each.start(), "@" + each.name() + " changes what " + type.name() + " is"));
        }
      }
    }
  }

  private boolean hasTasks(TypeDecl type) {
    return type.fields().stream().anyMatch(field -> TELLING.contains(field.name()))
        || code.file().functions().stream()
            .filter(each -> each.type() == type.id())
            .flatMap(each -> each.annotations().stream())
            .map(Annotation::simpleName)
            .anyMatch(List.of("task", "seq_task")::contains);
  }
}
