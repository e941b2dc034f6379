package dev.backlight.load.imports;

import dev.backlight.load.imports.ImportException.Refusal;
import dev.backlight.load.scenario.Place;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import dev.backlight.source.treesitter.SyntaxTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A foreign program: its lowered text, and what of it was noted or refused so far.
final class Code {

  private static final int MAX_BYTES = 4 << 20;

  private final SourceFile file;
  private final byte[] bytes;
  private final List<LostSyntax.Piece> lost;
  private final Map<String, String> imports = new HashMap<>();
  private final List<Imported.Note> notes = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  private Code(SourceFile file, byte[] bytes, List<LostSyntax.Piece> lost) {
    this.file = file;
    this.bytes = bytes;
    this.lost = lost;
    for (Import each : file.imports()) {
      String name = each.name().isEmpty() || each.name().equals("default") ? "" : "." + each.name();
      imports.put(each.alias(), each.module() + name);
    }
  }

  /// Parses a program. One with syntax errors is refused.
  static Code read(
      String path,
      String text,
      Grammar grammar,
      BiFunction<String, SyntaxTree, SourceFile> lowering,
      Function<SyntaxTree, List<LostSyntax.Piece>> losing)
      throws ImportException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES) {
      throw new ImportException(new Place(path, 1, 1), "larger than " + MAX_BYTES + " bytes");
    }
    try (SyntaxParser parser = SyntaxParser.open(grammar)) {
      return switch (parser.parse(bytes, SyntaxParser.DEFAULT_LIMIT)) {
        case Parsed.TimedOut _ ->
            throw new ImportException(new Place(path, 1, 1), "parsing it takes too long");
        case Parsed.Tree(SyntaxTree tree) -> {
          SourceFile file = lowering.apply(path, tree);
          Code code = new Code(file, bytes, losing.apply(tree));
          if (file.syntaxErrors() > 0) {
            throw new ImportException(code.place(firstError(tree)), "a syntax error");
          }
          yield code;
        }
      };
    }
  }

  private static int firstError(SyntaxTree tree) {
    for (int node = 0; node < tree.size(); node++) {
      if (tree.isError(node) || tree.isMissing(node)) {
        return tree.start(node);
      }
    }
    return 0;
  }

  SourceFile file() {
    return file;
  }

  String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /// How often a name stands in the text, not as a field of something.
  int mentions(String name) {
    return (int)
        Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "\\b")
            .matcher(text(0, bytes.length))
            .results()
            .count();
  }

  Place place(int offset) {
    return new Place(file.path(), file.lines().line(offset), file.lines().column(offset));
  }

  void note(int offset, String text) {
    Imported.Note note = new Imported.Note(place(offset), text);
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  void refuse(RefusedException refused) {
    Refusal refusal = new Refusal(place(refused.offset()), refused.reason());
    if (!refusals.contains(refusal)) {
      refusals.add(refusal);
    }
  }

  /// Refuses what the lowered program does not keep of a piece of code, or notes it.
  void refuseLost(int start, int end) {
    for (LostSyntax.Piece piece : lost) {
      if (piece.within() < start || piece.within() >= end) {
        continue;
      } else if (piece.noted()) {
        note(piece.offset(), piece.reason());
      } else {
        refuse(new RefusedException(piece.offset(), piece.reason()));
      }
    }
  }

  List<Imported.Note> notes() {
    return notes.stream().sorted(Comparator.comparingInt(note -> note.place().line())).toList();
  }

  void requireNoRefusals() throws ImportException {
    if (!refusals.isEmpty()) {
      throw new ImportException(
          refusals.stream()
              .sorted(
                  Comparator.comparingInt((Refusal each) -> each.place().line())
                      .thenComparingInt(each -> each.place().column()))
              .toList());
    }
  }

  /// `random.randint` for `random.randint`, `randint` and `r.randint`, whatever was imported how;
  /// empty for what is not a chain of names.
  String dotted(Expr expr) {
    return switch (expr) {
      case Expr.Name(int _, int _, String id) -> imports.getOrDefault(id, id);
      case Expr.Member(int _, int _, Expr receiver, String name) -> {
        String of = dotted(receiver);
        yield of.isEmpty() ? "" : of + "." + name;
      }
      default -> "";
    };
  }

  /// Also `urllib` of `import urllib.parse`.
  boolean isImported(String name) {
    return imports.containsKey(name)
        || !name.isEmpty()
            && file.imports().stream().anyMatch(each -> each.module().startsWith(name + "."));
  }

  /// The last class of a name, as a later one takes the place of an earlier one.
  Optional<TypeDecl> type(String name) {
    return file.types().stream().filter(type -> type.name().equals(name)).reduce((_, b) -> b);
  }

  FunctionDecl module() {
    return file.functions().getFirst();
  }

  /// A function declared at the top of the file; the last one of its name.
  Optional<FunctionDecl> function(String name) {
    return file.functions().stream()
        .filter(each ->
            each.type() < 0
                && each.enclosing() == 0
                && !each.is(FunctionDecl.Trait.LAMBDA)
                && each.name().equals(name))
        .reduce((_, b) -> b);
  }

  Optional<FunctionDecl> method(TypeDecl type, String name) {
    return file.functions().stream()
        .filter(each -> each.type() == type.id() && each.name().equals(name))
        .reduce((_, b) -> b);
  }

  /// Names that the imports do not bring, for suggestions.
  TreeSet<String> functionNames() {
    TreeSet<String> names = new TreeSet<>();
    file.functions().forEach(each -> names.add(each.name()));
    return names;
  }
}
