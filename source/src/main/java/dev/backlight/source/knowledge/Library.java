package dev.backlight.source.knowledge;

import dev.backlight.model.Language;
import java.util.List;
import java.util.Map;

/// One knowledge file. `modules` are the import roots that show that a project uses it; empty for
/// the language's own library, which is always there. `anywhere` holds method names that are
/// telling enough to be believed on an unresolved receiver.
public record Library(
    String name,
    Language language,
    String role,
    List<String> modules,
    List<KnownType> types,
    List<Call> calls,
    Map<String, Entry> anywhere,
    List<Hint> hints) {

  /// A function by its path, `requests.get`.
  public record Call(String path, Entry entry) {}

  /// A variable, parameter or field called `name`, of no other known type, is a `type`.
  public record Hint(String name, String type) {}
}
