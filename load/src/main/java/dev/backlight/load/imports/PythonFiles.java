package dev.backlight.load.imports;

import dev.backlight.load.scenario.Feed;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Tells which file a Python expression reads, and how: `open(…)`, `csv.reader(…)`,
/// `csv.DictReader(…)`.
final class PythonFiles {

  private static final Set<String> READERS = Set.of("csv.reader", "csv.DictReader");
  private static final Set<String> OPENERS = Set.of("open", "io.open", "codecs.open");
  private static final Set<String> CONTENTS =
      Set.of("read", "readlines", "splitlines", "split", "strip");
  private static final Set<String> PATHS = Set.of("Path", "pathlib.Path", "pathlib.PurePath");
  private static final Set<String> SAME_PATH =
      Set.of("os.path.abspath", "os.path.realpath", "os.path.normpath", "str");
  private static final Set<String> ENCODINGS = Set.of("utf-8", "utf8", "utf-8-sig", "ascii", "");

  /// The Locust file itself, as the start of a path.
  private static final String THIS_FILE = "\0";

  private final Code code;
  private final LocustNames names;
  private final Definitions definitions;
  private final PythonTop top;

  PythonFiles(Code code, LocustNames names, Definitions definitions, PythonTop top) {
    this.code = code;
    this.names = names;
    this.definitions = definitions;
    this.top = top;
  }

  /// Whether a call gives an open file or a reader of one.
  boolean opens(Expr.Call call) {
    String dotted = code.dotted(call.callee());
    return OPENERS.contains(dotted) || READERS.contains(dotted) || isOpenOfPath(call);
  }

  /// `Path("users.csv").open()`.
  private boolean isOpenOfPath(Expr.Call call) {
    return call.callee() instanceof Expr.Member(int _, int _, Expr receiver, String name)
        && name.equals("open")
        && receiver instanceof Expr.Call path
        && PATHS.contains(code.dotted(path.callee()));
  }

  /// Whether an expression stands for a reader of CSV.
  boolean isReader(Expr expr, Frame frame) {
    return definitions.isMadeBy(expr, frame, List.copyOf(READERS));
  }

  /// The rows that an expression reads; empty where it reads none.
  Optional<Feed.Source> source(Expr expr, Frame frame) throws RefusedException {
    Optional<Expr.Call> made = definitions.call(expr, frame);
    if (made.isEmpty() || !opens(made.get())) {
      return Optional.empty();
    }
    int skipped = skipped(expr, frame);
    String dotted = code.dotted(made.get().callee());
    if (READERS.contains(dotted)) {
      return Optional.of(csv(made.get(), dotted.endsWith("DictReader"), skipped, frame));
    }
    if (skipped > 0) {
      throw new RefusedException(expr, "the lines of a file without its first");
    }
    return Optional.of(new Feed.Lines(opened(made.get(), frame)));
  }

  /// How many lines were read and thrown away before.
  private int skipped(Expr expr, Frame frame) {
    if (!(expr instanceof Expr.Name name)) {
      return 0;
    }
    return frame.objects().containsKey(name.id())
        ? frame.skipped().getOrDefault(name.id(), 0)
        : top.skipped(name);
  }

  private Feed.Source csv(Expr.Call reader, boolean maps, int skippedRows, Frame frame)
      throws RefusedException {
    char delimiter = ',';
    Feed.Columns columns = maps ? new Feed.FirstLine() : new Feed.Unnamed();
    int place = 0;
    Expr of = Expr.NONE;
    for (Argument argument : reader.arguments()) {
      Expr value = argument.value();
      String name = argument.name();
      if (name.isEmpty()) {
        name = place == 0 ? "f" : place == 1 && maps ? "fieldnames" : "dialect";
        place++;
      }
      switch (name) {
        case "f", "csvfile" -> of = value;
        case "fieldnames" -> columns = new Feed.Named(columns(value));
        case "delimiter" -> delimiter = character(value);
        case "dialect" -> delimiter = dialect(value);
        case "skipinitialspace", "restval", "restkey", "quotechar", "strict", "doublequote" ->
            code.note(value.start(), name + " of a reader is left out");
        default -> throw new RefusedException(value, name + " of a reader");
      }
    }
    if (maps && skippedRows > 0 && columns instanceof Feed.FirstLine) {
      throw new RefusedException(reader, "a DictReader whose first rows are thrown away");
    }
    return new Feed.Csv(file(of, frame), delimiter, skippedRows + skipped(of, frame), columns);
  }

  private List<String> columns(Expr expr) throws RefusedException {
    if (!(expr instanceof Expr.Collection collection)) {
      throw new RefusedException(expr, "names of columns that are not written here");
    }
    List<String> columns = new ArrayList<>();
    for (Expr.Collection.Entry entry : collection.entries()) {
      columns.add(
          names
              .constantText(entry.value())
              .orElseThrow(() -> new RefusedException(entry.value(), "a computed column")));
    }
    return List.copyOf(columns);
  }

  private char character(Expr expr) throws RefusedException {
    String text = names.constantText(expr).orElse("");
    if (text.length() != 1) {
      throw new RefusedException(expr, "a delimiter that is computed");
    }
    return text.charAt(0);
  }

  private char dialect(Expr expr) throws RefusedException {
    return switch (names.constantText(expr).orElse(code.dotted(expr))) {
      case "excel", "unix" -> ',';
      case "excel-tab" -> '\t';
      default -> throw new RefusedException(expr, "a dialect of CSV of one's own");
    };
  }

  /// The path of the file whose content an expression is: `f`, `open(…)`, `f.read().splitlines()`.
  String file(Expr expr, Frame frame) throws RefusedException {
    if (expr instanceof Expr.Call call
        && call.callee() instanceof Expr.Member(int _, int _, Expr receiver, String name)
        && CONTENTS.contains(name)) {
      return file(receiver, frame);
    }
    Optional<Expr.Call> made = definitions.call(expr, frame);
    if (made.isPresent() && opens(made.get())) {
      return opened(made.get(), frame);
    }
    throw new RefusedException(expr, "a reader of anything but a file");
  }

  /// Whether an expression is an open file, not a reader of one.
  boolean isFile(Expr expr, Frame frame) {
    return definitions
        .call(expr, frame)
        .filter(call -> opens(call) && !READERS.contains(code.dotted(call.callee())))
        .isPresent();
  }

  private String opened(Expr.Call open, Frame frame) throws RefusedException {
    Expr path = Expr.NONE;
    int place = 0;
    if (open.callee() instanceof Expr.Member member && isOpenOfPath(open)) {
      path = member.receiver();
      place = 1;
    }
    for (Argument argument : open.arguments()) {
      String name = argument.name();
      if (name.isEmpty()) {
        name = List.of("file", "mode", "buffering", "encoding").get(Math.min(place++, 3));
      }
      switch (name) {
        case "file" -> path = argument.value();
        case "mode" -> mode(argument.value());
        case "encoding" -> {
          String encoding = names.constantText(argument.value()).orElse("");
          if (!ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))) {
            throw new RefusedException(argument.value(), "the encoding " + encoding);
          }
        }
        default -> {}
      }
    }
    String written = path(path, frame);
    String file = written.startsWith(THIS_FILE) ? written.substring(1) : written;
    return file.startsWith("./") ? file.substring(2) : file;
  }

  private void mode(Expr expr) throws RefusedException {
    String mode = names.constantText(expr).orElse("r");
    if (mode.contains("b")) {
      throw new RefusedException(expr, "a file that is not text");
    } else if (!mode.startsWith("r") || mode.contains("+")) {
      throw new RefusedException(expr, "writing to a file");
    }
  }

  /// A path that is written, also beside the Locust file.
  private String path(Expr expr, Frame frame) throws RefusedException {
    Optional<String> written = names.constantText(expr);
    if (written.isPresent()) {
      return written.get();
    }
    return switch (expr) {
      case Expr.Name name when name.id().equals("__file__") -> THIS_FILE;
      case Expr.Name name when frame.objects().containsKey(name.id()) ->
          path(frame.objects().getOrDefault(name.id(), Expr.NONE), frame);
      case Expr.Name name when top.value(name.id()).isPresent() ->
          path(top.value(name.id()).orElseThrow().value(), frame);
      case Expr.Member(int _, int _, Expr receiver, String name) when name.equals("parent") ->
          parent(path(receiver, frame), expr);
      case Expr.Operation(int _, int _, String operator, List<Expr> operands)
          when operator.equals("/") && operands.size() == 2 ->
          joined(path(operands.get(0), frame), path(operands.get(1), frame));
      case Expr.Call call -> pathOf(call, frame);
      default -> throw computed(expr);
    };
  }

  private String pathOf(Expr.Call call, Frame frame) throws RefusedException {
    String dotted = code.dotted(call.callee());
    List<Expr> arguments = call.arguments().stream().map(Argument::value).toList();
    if (arguments.size() == 1 && (PATHS.contains(dotted) || SAME_PATH.contains(dotted))) {
      return path(arguments.getFirst(), frame);
    } else if (arguments.size() == 1 && dotted.equals("os.path.dirname")) {
      return parent(path(arguments.getFirst(), frame), call);
    } else if (!arguments.isEmpty() && dotted.equals("os.path.join")) {
      String path = path(arguments.getFirst(), frame);
      for (Expr part : arguments.subList(1, arguments.size())) {
        path = joined(path, path(part, frame));
      }
      return path;
    } else if (dotted.equals("os.getcwd") || dotted.endsWith("Path.cwd")) {
      return THIS_FILE;
    } else if (call.callee() instanceof Expr.Member(int _, int _, Expr receiver, String name)
        && (name.equals("resolve") || name.equals("absolute"))) {
      return path(receiver, frame);
    }
    throw computed(call);
  }

  private static String joined(String folder, String file) {
    String plain = folder.equals(THIS_FILE) ? "" : folder;
    return plain.isEmpty() || plain.endsWith("/") ? plain + file : plain + "/" + file;
  }

  /// The folder of this file is where paths begin.
  private static String parent(String path, Expr at) throws RefusedException {
    if (path.equals(THIS_FILE)) {
      return ".";
    } else if (path.equals(".")) {
      return "..";
    } else if (path.matches("\\.\\.(/\\.\\.)*")) {
      return path + "/..";
    }
    int cut = path.lastIndexOf('/');
    if (cut < 0) {
      throw computed(at);
    }
    return path.substring(0, cut);
  }

  private static RefusedException computed(Expr at) {
    return new RefusedException(at, "a file whose name is computed");
  }
}
