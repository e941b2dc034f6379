package dev.backlight.source.knowledge;

import dev.backlight.model.Language;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All that is known of one language's libraries, limited to those a project uses.
///
/// Immutable and shared between threads. Parents are followed at most [#PARENTS] deep.
public final class Knowledge {

  private static final int PARENTS = 8;
  private static final String INDEX = "index.txt";

  private final Map<String, KnownType> typesByName = new HashMap<>();
  private final Map<String, KnownType> typesByPath = new HashMap<>();
  private final Map<String, Entry> calls = new HashMap<>();

  /// What the functions belong to: classes with static methods, modules.
  private final Set<String> owners = new HashSet<>();

  private final Map<String, Entry> anywhere = new HashMap<>();
  private final Map<String, KnownType> hints = new HashMap<>();
  private final Set<String> roots = new HashSet<>();

  private Knowledge() {}

  /// The shipped files of a language, in the order of their index.
  public static List<Library> shipped(Language language) {
    String folder = language.id() + "/";
    List<Library> libraries = new ArrayList<>();
    for (String name : lines(folder + INDEX)) {
      if (!name.isBlank()) {
        libraries.add(KnowledgeReader.read(folder + name, lines(folder + name)));
      }
    }
    return List.copyOf(libraries);
  }

  private static List<String> lines(String name) {
    try (InputStream in = Knowledge.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("knowledge file missing from the archive: " + name);
      }
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return reader.lines().toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The knowledge of the libraries for which `used` holds.
  public static Knowledge of(List<Library> libraries, Predicate<Library> used) {
    Knowledge knowledge = new Knowledge();
    for (Library library : libraries) {
      boolean present = used.test(library);
      for (KnownType type : library.types()) {
        knowledge.typesByName.putIfAbsent(type.name(), type);
        type.paths().forEach(path -> knowledge.typesByPath.putIfAbsent(path, type));
      }
      for (Library.Call call : library.calls()) {
        knowledge.calls.putIfAbsent(call.path(), call.entry());
        int dot = call.path().lastIndexOf('.');
        knowledge.owners.add(dot < 0 ? "" : call.path().substring(0, dot));
      }
      knowledge.roots.addAll(library.modules());
      if (present) {
        library.anywhere().forEach(knowledge.anywhere::putIfAbsent);
        for (Library.Hint hint : library.hints()) {
          KnownType type = knowledge.typesByName.get(hint.type());
          if (type != null) {
            knowledge.hints.putIfAbsent(hint.name(), type);
          }
        }
      }
    }
    return knowledge;
  }

  /// A type by the name the knowledge files give it.
  public Optional<KnownType> type(String name) {
    return Optional.ofNullable(typesByName.get(name));
  }

  /// A type by the path a program imports it by.
  public Optional<KnownType> typeByPath(String path) {
    return Optional.ofNullable(typesByPath.get(path));
  }

  /// A function by its path.
  public Optional<Entry> call(String path) {
    return Optional.ofNullable(calls.get(path));
  }

  /// Whether a path is a class or module with known functions of its own.
  public boolean hasFunctions(String path) {
    return owners.contains(path);
  }

  /// A member of a type or of its parents.
  public Optional<Entry> member(KnownType type, String name) {
    Entry found = member(type, name, PARENTS);
    return Optional.ofNullable(found != null ? found : fallback(type, name, PARENTS));
  }

  private @Nullable Entry member(KnownType type, String name, int depth) {
    Entry entry = type.members().get(name);
    if (entry != null || depth == 0) {
      return entry;
    }
    for (String parent : type.parents()) {
      KnownType known = typesByName.get(parent);
      Entry found = known == null ? null : member(known, name, depth - 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Entry fallback(KnownType type, String name, int depth) {
    for (Entry entry : type.fallback()) {
      String prefix = entry.name().substring(type.name().length() + 1, entry.name().length() - 1);
      if (name.startsWith(prefix)) {
        return entry;
      }
    }
    for (String parent : depth == 0 ? List.<String>of() : type.parents()) {
      KnownType known = typesByName.get(parent);
      Entry found = known == null ? null : fallback(known, name, depth - 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// Whether a type is another or has it among its parents.
  public boolean isA(KnownType type, String name) {
    return isA(type, name, PARENTS);
  }

  private boolean isA(KnownType type, String name, int depth) {
    return type.name().equals(name)
        || (depth > 0
            && type.parents().stream()
                .map(typesByName::get)
                .anyMatch(parent -> parent != null && isA(parent, name, depth - 1)));
  }

  /// The words of a type and its parents.
  public Words words(KnownType type) {
    Words words = type.words();
    for (String parent : type.parents()) {
      KnownType known = typesByName.get(parent);
      if (known != null && known != type) {
        words = words.plus(known.words());
      }
    }
    return words;
  }

  /// A method name that is believed on an unresolved receiver.
  public Optional<Entry> anywhere(String method) {
    return Optional.ofNullable(anywhere.get(method));
  }

  /// The type that a name suggests.
  public Optional<KnownType> hint(String name) {
    return Optional.ofNullable(hints.get(name));
  }

  /// Whether a module belongs to a library that is known.
  public boolean knowsModule(String module) {
    return roots.contains(module);
  }
}
