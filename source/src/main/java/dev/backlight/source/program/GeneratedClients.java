package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.knowledge.KnownType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Interfaces of Java that a library implements when the program starts: mappers of MyBatis, SQL
/// objects of Jdbi, clients of Feign. They extend nothing; annotations and imports tell.
final class GeneratedClients {

  private static final String MAPPER = "org.apache.ibatis.annotations.Mapper";

  /// Annotations of the interface, and the library type it is as good as a subtype of.
  private static final Map<String, String> ANNOTATED =
      Map.of(
          "FeignClient", "org.springframework.cloud.openfeign.FeignClient",
          "HttpExchange", "org.springframework.web.service.annotation.HttpExchange");

  private static final Pattern MAPPER_NAME = Pattern.compile(".*(Mapper|Dao|DAO)");
  private static final Pattern SQL_OBJECT =
      Pattern.compile("org\\.(jdbi\\.v3\\.sqlobject|skife\\.jdbi\\.v2\\.sqlobject).*");

  /// Folders in which some interface says that it is a mapper.
  private final Set<String> mapped = new TreeSet<>();

  private GeneratedClients() {}

  /// Gives each such interface of the classes its library type.
  static void connect(List<Cls> classes, Names names) {
    GeneratedClients clients = new GeneratedClients();
    List<Cls> interfaces = classes.stream().filter(GeneratedClients::generated).toList();
    interfaces.stream()
        .filter(type -> imports(type.unit(), "org.apache.ibatis"))
        .forEach(type -> clients.mapped.add(folder(type.unit())));
    interfaces.forEach(type ->
        clients
            .path(type)
            .flatMap(path -> names.knowledge(type.unit()).typeByPath(path))
            .ifPresent(known -> type.known().add(rowsOf(known))));
  }

  /// The interface says nothing of its rows as a whole: each method has its own.
  private static Value.Known rowsOf(KnownType known) {
    return new Value.Known(known, List.of(Value.UNKNOWN), Query.NONE, true);
  }

  private static boolean generated(Cls type) {
    return type.unit().language() == Language.JAVA
        && type.decl().kind() == TypeDecl.Kind.INTERFACE
        && type.known().isEmpty()
        && type.methods().values().stream()
            .flatMap(List::stream)
            .anyMatch(fn -> fn.is(Trait.ABSTRACT));
  }

  private Optional<String> path(Cls type) {
    for (Annotation annotation : type.decl().annotations()) {
      String path = ANNOTATED.get(annotation.simpleName());
      if (path != null) {
        return Optional.of(path);
      }
    }
    Unit unit = type.unit();
    if (unit.file().imports().stream().anyMatch(i -> SQL_OBJECT.matcher(i.module()).matches())) {
      return Optional.of("org.jdbi.v3.sqlobject.SqlObject");
    }
    // A mapper whose methods take one parameter each imports nothing; those beside it do.
    boolean mapper =
        imports(unit, "org.apache.ibatis")
            || MAPPER_NAME.matcher(type.name()).matches()
                && mapped.contains(folder(unit))
                && !imports(unit, "org.mapstruct");
    return mapper ? Optional.of(MAPPER) : Optional.empty();
  }

  private static boolean imports(Unit unit, String packages) {
    return unit.file().imports().stream()
        .map(Import::module)
        .anyMatch(module -> module.equals(packages) || module.startsWith(packages + "."));
  }

  private static String folder(Unit unit) {
    return unit.path().substring(0, unit.path().lastIndexOf('/') + 1);
  }
}
