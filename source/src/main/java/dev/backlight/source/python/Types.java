package dev.backlight.source.python;

import dev.backlight.source.code.TypeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads a type hint from its text, which is the same for `List[Order]` and for `"List[Order]"` and
/// does not depend on how the grammar splits it. `Optional[T]`, `T | None`, `Annotated[T, …]`,
/// `ClassVar[T]` and `Final[T]` are `T`; a union of several types is `Union` with them.
final class Types {

  /// Hints nested deeper are cut off.
  private static final int MAX_DEPTH = 50;

  /// A name whose first argument is the type that is meant.
  private static final Set<String> WRAPPERS =
      Set.of(
          "Optional",
          "Annotated",
          "ClassVar",
          "Final",
          "Required",
          "NotRequired",
          "ReadOnly",
          "InitVar");

  private final String text;
  private int at;
  private int depth;

  private Types(String text) {
    this.text = text;
  }

  static TypeRef read(String text) {
    return new Types(text).union();
  }

  private TypeRef union() {
    if (++depth > MAX_DEPTH) {
      at = text.length();
    }
    List<TypeRef> members = new ArrayList<>();
    TypeRef nothing = TypeRef.NONE;
    do {
      TypeRef member = member();
      if (member.name().equals("None")) {
        nothing = member;
      } else if (!member.isNone()) {
        members.add(member);
      }
    } while (take('|'));
    depth--;
    return choice(members, nothing);
  }

  private static TypeRef choice(List<TypeRef> members, TypeRef nothing) {
    return switch (members.size()) {
      case 0 -> nothing;
      case 1 -> members.getFirst();
      default -> new TypeRef("Union", members);
    };
  }

  private TypeRef member() {
    skipBlanks();
    if (at >= text.length()) {
      return TypeRef.NONE;
    }
    char c = text.charAt(at);
    if (isName(c)) {
      int start = at;
      while (at < text.length() && (isName(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      if (at < text.length() && isQuote(text.charAt(at))) {
        return quoted();
      }
      return named(text.substring(start, at));
    }
    return switch (c) {
      case '\'', '"' -> quoted();
      case '[', '(' -> nested();
      case '*' -> {
        while (take('*')) {}
        yield member();
      }
      case ',', ']', ')', '|' -> TypeRef.NONE;
      default -> {
        skipOther();
        yield TypeRef.NONE;
      }
    };
  }

  private TypeRef named(String name) {
    List<TypeRef> arguments = take('[') ? list(']') : List.of();
    if (take('(')) {
      list(')');
    }
    TypeRef type = new TypeRef(name, arguments);
    if (type.simpleName().equals("Union")) {
      List<TypeRef> members =
          arguments.stream().filter(member -> !member.name().equals("None")).toList();
      return choice(members, TypeRef.of("None"));
    }
    return WRAPPERS.contains(type.simpleName()) && !arguments.isEmpty()
        ? arguments.getFirst()
        : type;
  }

  /// `(T)` is `T`; the parameter list of a `Callable` is a type without its own name.
  private TypeRef nested() {
    boolean round = text.charAt(at++) == '(';
    List<TypeRef> members = list(round ? ')' : ']');
    return members.size() == 1 ? members.getFirst() : new TypeRef("tuple", members);
  }

  private List<TypeRef> list(char close) {
    List<TypeRef> members = new ArrayList<>();
    while (at < text.length() && !take(close)) {
      int before = at;
      TypeRef member = union();
      if (!member.isNone()) {
        members.add(member);
      }
      if (!take(',') && !take(close)) {
        at = Math.max(at, before + 1);
      } else if (text.charAt(at - 1) == close) {
        break;
      }
    }
    return members;
  }

  private TypeRef quoted() {
    char quote = text.charAt(at);
    int start = at;
    while (start < text.length() && text.charAt(start) == quote) {
      start++;
    }
    if (start - at == 2) {
      at = start;
      return TypeRef.NONE;
    }
    int end = text.indexOf(quote, start);
    end = end < 0 ? text.length() : end;
    at = end;
    while (at < text.length() && text.charAt(at) == quote) {
      at++;
    }
    Types inner = new Types(text.substring(start, end));
    inner.depth = depth + 1;
    return inner.union();
  }

  private boolean take(char c) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int line = text.indexOf('\n', at);
        at = line < 0 ? text.length() : line;
      } else if (Character.isWhitespace(c) || c == '\\') {
        at++;
      } else {
        return;
      }
    }
  }

  private void skipOther() {
    while (at < text.length() && ",])|".indexOf(text.charAt(at)) < 0) {
      at++;
    }
  }

  private static boolean isName(char c) {
    return Character.isJavaIdentifierPart(c);
  }

  private static boolean isQuote(char c) {
    return c == '\'' || c == '"';
  }
}
