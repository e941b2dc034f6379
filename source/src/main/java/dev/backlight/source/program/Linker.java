package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.knowledge.Knowledge;
import dev.backlight.source.knowledge.Library;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes one program of lowered files.
///
/// Two rounds of evaluation find what functions return, fields hold and parameters get where the
/// text does not say; a third keeps the sites. Within a round files are independent, so they run on
/// as many threads as `each` offers, with the same result.
public final class Linker {

  private static final int ROUNDS = 3;

  private final List<Unit> units = new ArrayList<>();
  private final List<Fn> functions = new ArrayList<>();
  private final List<Cls> classes = new ArrayList<>();

  /// Runs a task for each element, on whatever threads it likes, and waits for all.
  public interface Each {
    <T> void run(List<T> elements, Consumer<T> task);
  }

  private Linker() {}

  /// Links files. `failures` hears `path NUL reason` for files that could not be evaluated.
  public static Program link(
      List<SourceFile> files, Manifests manifests, Each each, Consumer<String> failures) {
    Linker linker = new Linker();
    linker.collect(files, manifests, each);
    Map<Language, Knowledge> knowledge = linker.knowledge(manifests.dependencies());
    Names names = new Names(linker.units, new Modules(linker.units, manifests), knowledge, each);
    linker.classes.forEach(type -> Hierarchy.connect(type, names));
    GeneratedClients.connect(linker.classes, names);
    names.relations(Entities.of(linker.classes, names));
    names.managers(Managers.of(linker.classes, names));
    Linkage linkage = Linkage.first(names, linker.functions);
    for (int round = 0; round < ROUNDS; round++) {
      Linkage current = round == 0 ? linkage : linkage.next(round == ROUNDS - 1);
      each.run(linker.units, unit -> evaluate(current, unit, failures));
      linkage = current;
    }
    List<List<Site>> callers = new ArrayList<>();
    List<EntryPoint> entries = new ArrayList<>();
    together(
        each,
        () -> callers.addAll(linker.callers()),
        () -> entries.addAll(Entries.of(linker.units, linker.functions)));
    AtomicReference<Effects> effects = new AtomicReference<>();
    AtomicReference<Reachability> reachability = new AtomicReference<>();
    together(
        each,
        () -> effects.set(Effects.of(linker.functions, callers)),
        () -> reachability.set(Reachability.of(linker.functions, entries, callers)));
    return new Program(
        List.copyOf(linker.units),
        List.copyOf(linker.functions),
        List.copyOf(linker.classes),
        callers,
        List.copyOf(entries),
        effects.get(),
        reachability.get(),
        knowledge,
        names);
  }

  private static void together(Each each, Runnable one, Runnable other) {
    each.run(List.of(one, other), Runnable::run);
  }

  /// One file that cannot be evaluated must not end the run.
  private static void evaluate(Linkage linkage, Unit unit, Consumer<String> failures) {
    try {
      new Evaluator(linkage, unit).run();
    } catch (RuntimeException | StackOverflowError e) {
      if (linkage.last) {
        failures.accept(unit.path() + "\0could not be linked: " + e);
      }
    }
  }

  private void collect(List<SourceFile> files, Manifests manifests, Each each) {
    List<SourceFile> sorted = new ArrayList<>(files);
    sorted.sort(Comparator.comparing(SourceFile::path));
    Browser browser = new Browser(sorted, manifests, each);
    Map<SourceFile, Unit.Role> roles = Collections.synchronizedMap(new IdentityHashMap<>());
    each.run(sorted, file -> roles.put(file, role(file, browser, manifests)));
    for (SourceFile file : sorted) {
      Unit unit = new Unit(units.size(), file, Objects.requireNonNull(roles.get(file)));
      units.add(unit);
      for (TypeDecl type : file.types()) {
        Cls cls = new Cls(classes.size(), unit, type);
        classes.add(cls);
        unit.classes().add(cls);
      }
      for (FunctionDecl decl : file.functions()) {
        @Nullable Cls owner = decl.type() < 0 ? null : unit.classes().get(decl.type());
        Fn fn = new Fn(functions.size(), unit, decl, owner, symbol(unit, decl));
        functions.add(fn);
        unit.functions().add(fn);
        if (owner != null && !decl.is(Trait.LAMBDA)) {
          String name = decl.is(Trait.CONSTRUCTOR) ? "<new>" : decl.name();
          owner.methods().computeIfAbsent(name, n -> new ArrayList<>(1)).add(fn);
        }
      }
    }
  }

  private static Unit.Role role(SourceFile file, Browser browser, Manifests manifests) {
    Unit.Role role = Roles.of(file);
    if (role != Unit.Role.PRODUCT || file.language() != Language.JAVASCRIPT) {
      return role;
    }
    if (browser.runs(file)) {
      return Unit.Role.BROWSER;
    }
    return manifests.kind(file.path()) == Manifests.Kind.COMMAND ? Unit.Role.TOOL : role;
  }

  private static String symbol(Unit unit, FunctionDecl decl) {
    if (decl.is(Trait.MODULE)) {
      return "";
    }
    String name = decl.name();
    String outer = "";
    if (decl.type() >= 0 && !decl.is(Trait.LAMBDA)) {
      outer = unit.classes().get(decl.type()).name();
    } else if (decl.enclosing() > 0) {
      outer = unit.functions().get(decl.enclosing()).symbol();
    }
    return name.isEmpty() ? outer : outer.isEmpty() ? name : outer + "." + name;
  }

  private Map<Language, Knowledge> knowledge(Set<String> manifests) {
    Set<String> modules = new HashSet<>(manifests);
    Set<Language> languages = new HashSet<>();
    for (Unit unit : units) {
      languages.add(unit.language());
      unit.file()
          .imports()
          .forEach(one -> {
            String module = one.module();
            modules.add(module);
            int cut = module.indexOf(unit.language() == Language.JAVASCRIPT ? '/' : '.');
            if (cut > 0) {
              modules.add(module.substring(0, cut));
            }
            if (unit.language() != Language.PYTHON && unit.language() != Language.JAVASCRIPT) {
              for (int i = module.indexOf('.'); i > 0; i = module.indexOf('.', i + 1)) {
                modules.add(module.substring(0, i));
              }
            }
          });
    }
    Map<Language, Knowledge> knowledge = new EnumMap<>(Language.class);
    for (Language language : languages) {
      List<Library> shipped = Knowledge.shipped(language);
      Set<String> roles = new HashSet<>();
      for (Library library : shipped) {
        if (library.modules().stream().anyMatch(modules::contains)) {
          roles.add(library.role());
        }
      }
      knowledge.put(language, Knowledge.of(shipped, library -> used(library, modules, roles)));
    }
    return knowledge;
  }

  /// A library counts as used if the project names it. If it names none of the library's role, as
  /// excerpts without imports do, the role's libraries all count.
  private static boolean used(Library library, Set<String> modules, Set<String> roles) {
    return library.modules().isEmpty()
        || library.modules().stream().anyMatch(modules::contains)
        || !roles.contains(library.role());
  }

  private List<List<Site>> callers() {
    List<List<Site>> callers = new ArrayList<>();
    functions.forEach(fn -> callers.add(new ArrayList<>(2)));
    for (Fn fn : functions) {
      for (Site site : fn.sites()) {
        site.targets().forEach(target -> callers.get(target.index()).add(site));
      }
    }
    return callers;
  }
}
