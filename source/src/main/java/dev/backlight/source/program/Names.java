package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.knowledge.Knowledge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What a name at the top of a file means.
final class Names {

  final WrittenTypes types = new WrittenTypes(this);
  private final Modules modules;
  private final Map<Language, Knowledge> knowledge;
  private final ClassNames classes;
  private final Map<Unit, Map<String, Value>> top = new HashMap<>();
  private final Map<Unit, Map<String, Value>> imported = new HashMap<>();
  private final Map<Unit, List<Import>> wildcards = new HashMap<>();

  /// The files that the imports of a JavaScript file name, import by import.
  private final Map<Unit, List<Optional<Unit>>> scripts = new HashMap<>();

  private final Map<Cls, Map<String, Relation>> relations = new HashMap<>();
  private final Map<String, Relation> managed = new HashMap<>();
  private Managers managers = Managers.NONE;

  Names(List<Unit> units, Modules modules, Map<Language, Knowledge> knowledge, Linker.Each each) {
    this.modules = modules;
    this.knowledge = knowledge;
    classes = new ClassNames(units, knowledge);
    List<Unit> javascript =
        units.stream().filter(unit -> unit.language() == Language.JAVASCRIPT).toList();
    Map<Unit, List<Optional<Unit>>> resolved = new ConcurrentHashMap<>();
    each.run(
        javascript,
        unit ->
            resolved.put(
                unit,
                unit.file().imports().stream()
                    .map(one -> modules.script(one.module(), unit))
                    .toList()));
    scripts.putAll(resolved);
    for (Unit unit : units) {
      Map<String, Value> own = new HashMap<>();
      for (Cls type : unit.classes()) {
        if (!type.name().isEmpty()) {
          own.putIfAbsent(type.name(), new Value.ClassOf(type));
        }
      }
      for (Fn fn : unit.functions()) {
        if (fn.decl().type() < 0 && fn.decl().enclosing() == 0 && !fn.is(Trait.LAMBDA)) {
          own.put(fn.name(), new Value.Function(List.of(fn), Value.UNKNOWN, true));
        }
      }
      top.put(unit, own);
    }
    for (Unit unit : units) {
      Map<String, Value> names = new HashMap<>();
      List<Import> stars = new ArrayList<>();
      List<Import> imports = unit.file().imports();
      List<Optional<Unit>> files = scripts.getOrDefault(unit, List.of());
      for (int i = 0; i < imports.size(); i++) {
        Import one = imports.get(i);
        if (one.name().equals("*")) {
          stars.add(one);
        } else if (!one.alias().isEmpty() && unit.language() == Language.JAVASCRIPT) {
          names.put(one.alias(), script(unit, one, files.get(i)));
        } else if (!one.alias().isEmpty()) {
          bind(unit, one, names);
        }
      }
      imported.put(unit, names);
      wildcards.put(unit, stars);
    }
  }

  Knowledge knowledge(Unit unit) {
    return Objects.requireNonNull(knowledge.get(unit.language()));
  }

  private void bind(Unit unit, Import one, Map<String, Value> names) {
    switch (unit.language()) {
      case PYTHON -> bindPython(unit, one, names);
      case JAVASCRIPT -> throw new IllegalStateException("imports of scripts are resolved before");
      case JAVA -> names.put(one.alias(), classes.qualified(unit, one.module(), one.name()));
      case CSHARP -> names.put(one.alias(), classes.qualified(unit, one.module(), one.name()));
      case CONFIG -> throw new IllegalStateException("configuration has no imports");
    }
  }

  private void bindPython(Unit unit, Import one, Map<String, Value> names) {
    if (one.name().isEmpty()) {
      // `import a.b` binds `a`; members are looked up by path.
      boolean dotted = one.alias().equals(one.module()) && one.module().contains(".");
      Optional<Unit> file = modules.python(one.module(), unit);
      if (file.isPresent() && !isOutside(unit, one.module())) {
        names.put(one.alias(), new Value.Module(file.get()));
      } else {
        String root = dotted ? one.module().substring(0, one.module().indexOf('.')) : one.alias();
        names.put(root, new Value.Outside(dotted ? root : one.module()));
      }
      return;
    }
    Value value = new Value.Outside(one.module() + "." + one.name());
    if (one.module().startsWith(".") || !isOutside(unit, one.module())) {
      Optional<Unit> file = modules.python(one.module(), unit);
      Optional<Unit> sub =
          modules.python(
              one.module().endsWith(".")
                  ? one.module() + one.name()
                  : one.module() + "." + one.name(),
              unit);
      if (file.isPresent()) {
        Value inside = member(file.get(), one.name(), 0);
        value =
            inside.isUnknown() && sub.isPresent()
                ? new Value.Module(sub.get())
                : inside.isUnknown() ? new Imported(file.get(), one.name()).value() : inside;
      } else if (sub.isPresent()) {
        value = new Value.Module(sub.get());
      }
    }
    names.put(one.alias(), value);
  }

  /// A variable of another file; looked up when used, as its value is found while linking.
  record Imported(Unit unit, String name) {
    Value value() {
      return new Value.Outside("\0" + unit.path() + "\0" + name);
    }
  }

  private boolean isOutside(Unit unit, String module) {
    int dot = module.indexOf('.');
    return knowledge(unit).knowsModule(dot < 0 ? module : module.substring(0, dot))
        && modules.python(module, unit).map(u -> !sharesRoot(u, unit)).orElse(true);
  }

  private static boolean sharesRoot(Unit a, Unit b) {
    int cut = a.path().indexOf('/');
    return cut > 0 && b.path().startsWith(a.path().substring(0, cut + 1));
  }

  /// `require('m')` where it is not an import of its own.
  Value required(Unit unit, Expr.Call call) {
    return unit.language() == Language.JAVASCRIPT
            && call.callee() instanceof Expr.Name(_, _, String id)
            && id.equals("require")
            && call.arguments().size() == 1
            && call.arguments().getFirst().value() instanceof Expr.Literal module
        ? script(unit, new Import(call.start(), call.end(), module.text(), "default", ""))
        : Value.UNKNOWN;
  }

  private Value script(Unit unit, Import one) {
    return script(unit, one, modules.script(one.module(), unit));
  }

  private Value script(Unit unit, Import one, Optional<Unit> file) {
    if (file.isPresent()) {
      if (one.name().isEmpty()) {
        return new Value.Module(file.get());
      }
      Value found = exported(file.get(), one.name(), 0);
      if (!found.isUnknown()) {
        return found;
      }
      return one.name().equals("default")
          ? new Value.Module(file.get())
          : new Imported(file.get(), one.name()).value();
    }
    if (modules.isOwnPackage(one.module())) {
      return onlyClass(unit, one.name()).<Value>map(Value.ClassOf::new).orElse(Value.UNKNOWN);
    }
    String module = one.module().startsWith("node:") ? one.module().substring(5) : one.module();
    return new Value.Outside(
        one.name().isEmpty() || one.name().equals("default") ? module : module + "." + one.name());
  }

  /// What a JavaScript file exports under a name.
  Value exported(Unit unit, String name, int depth) {
    if (depth > 6) {
      return Value.UNKNOWN;
    }
    for (SourceFile.Export export : unit.file().exports()) {
      if (export.name().equals(name)) {
        if (export.value() instanceof Expr.Name n) {
          Value value = named(unit, n.id());
          return value.isUnknown() ? new Imported(unit, n.id()).value() : value;
        }
        if (export.value() instanceof Expr.Call c && !required(unit, c).isUnknown()) {
          return required(unit, c);
        }
        if (export.value() instanceof Expr.Lambda l) {
          return new Value.Function(
              List.of(unit.functions().get(l.function())), Value.UNKNOWN, true);
        }
      }
    }
    List<Optional<Unit>> files = scripts.getOrDefault(unit, List.of());
    for (int i = 0; i < files.size(); i++) {
      Import one = unit.file().imports().get(i);
      if (one.alias().equals(name) || one.name().equals("*")) {
        Optional<Unit> file = files.get(i);
        if (file.isPresent() && file.get() != unit) {
          Value value = exported(file.get(), one.name().equals("*") ? name : one.name(), depth + 1);
          if (!value.isUnknown()) {
            return value;
          }
        }
      }
    }
    Value own = top.getOrDefault(unit, Map.of()).get(name);
    return own == null ? Value.UNKNOWN : own;
  }

  /// A name at the top of a file, UNKNOWN if nothing declares it. Variables of the module are not
  /// looked at: they are the evaluator's.
  Value named(Unit unit, String name) {
    Value own = top.getOrDefault(unit, Map.of()).get(name);
    if (own != null) {
      return own;
    }
    Value bound = imported.getOrDefault(unit, Map.of()).get(name);
    if (bound != null) {
      return bound;
    }
    return switch (unit.language()) {
      case JAVA, CSHARP -> classes.visible(unit, name, wildcards.getOrDefault(unit, List.of()));
      case PYTHON, JAVASCRIPT -> starred(unit, name);
      case CONFIG -> Value.UNKNOWN;
    };
  }

  private Value starred(Unit unit, String name) {
    for (Import star : wildcards.getOrDefault(unit, List.of())) {
      if (unit.language() == Language.PYTHON) {
        Optional<Unit> file = modules.python(star.module(), unit);
        if (file.isPresent() && file.get() != unit) {
          Value value = member(file.get(), name, 1);
          if (!value.isUnknown()) {
            return value;
          }
        }
      }
    }
    return Value.UNKNOWN;
  }

  /// A top-level member of a Python or JavaScript file.
  Value member(Unit unit, String name, int depth) {
    if (unit.language() == Language.JAVASCRIPT) {
      return exported(unit, name, 0);
    }
    Value own = top.getOrDefault(unit, Map.of()).get(name);
    if (own != null) {
      return own;
    }
    if (depth > 6) {
      return Value.UNKNOWN;
    }
    for (Import one : unit.file().imports()) {
      if (one.alias().equals(name) || one.name().equals("*")) {
        Optional<Unit> file = modules.python(one.module(), unit);
        if (file.isPresent() && file.get() != unit) {
          Value value = member(file.get(), one.name().equals("*") ? name : one.name(), depth + 1);
          if (!value.isUnknown()) {
            return value;
          }
        }
        if (!one.name().equals("*") && file.isEmpty()) {
          return new Value.Outside(one.module() + "." + one.name());
        }
      }
    }
    return modules
        .python(moduleOf(unit) + "." + name, unit)
        .<Value>map(Value.Module::new)
        .orElse(Value.UNKNOWN);
  }

  private static String moduleOf(Unit unit) {
    String path = unit.path();
    return path.endsWith("/__init__.py")
        ? path.substring(0, path.length() - 12).replace('/', '.')
        : "\0";
  }

  /// A class by name anywhere in the tree if there is just one.
  Optional<Cls> onlyClass(Unit unit, String name) {
    return classes.only(unit, name);
  }

  /// The relations of an entity class, by name.
  Map<String, Relation> relations(Cls type) {
    return relations.getOrDefault(type, Map.of());
  }

  void relations(Map<Cls, Map<String, Relation>> found) {
    relations.putAll(found);
    Set<String> several = new HashSet<>();
    found.values().stream()
        .flatMap(own -> own.values().stream())
        .filter(relation -> relation.manager().isPresent() && relation.target().isPresent())
        .forEach(relation -> {
          Relation other = managed.putIfAbsent(relation.name(), relation);
          if (other != null && !other.target().equals(relation.target())) {
            several.add(relation.name());
          }
        });
    managed.keySet().removeAll(several);
  }

  /// The relation of this name that is a query, if all entities mean the same rows by it: whose it
  /// is need not be known.
  Optional<Relation> managed(String name) {
    return Optional.ofNullable(managed.get(name));
  }

  Managers managers() {
    return managers;
  }

  void managers(Managers found) {
    managers = found;
  }
}
