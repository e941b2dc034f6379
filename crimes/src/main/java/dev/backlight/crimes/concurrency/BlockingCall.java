package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.ExprNames;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What counts as a call that stops its thread, what it waits for, and how much that is to be
/// believed.
final class BlockingCall {

  private BlockingCall() {}

  /// Whether a call holds up the thread it runs on.
  static boolean stops(Site site) {
    if (little(site)
        || !EventLoop.here(site)
        || awaited(site)
        || site.kind() == Site.Kind.CALLBACK
        || site.kind() == Site.Kind.RELATION) {
      return false;
    }
    boolean unsure =
        !site.certain() && (site.use() == Site.Use.RETURNED || site.use() == Site.Use.PASSED);
    boolean blocks = site.blocks() && Wait.LONG.stream().anyMatch(site::has);
    boolean network = site.blocks() && site.has(Word.NETWORK);
    boolean sync = site.in().unit().language() == PYTHON && site.has(Word.BLOCKS_ON);
    return !unsure && (blocks || network || sync);
  }

  /// `await using` awaits the closing, not the opening.
  private static boolean awaited(Site site) {
    return site.awaited()
        && !(site.in().unit().language() == CSHARP && site.use() == Site.Use.MANAGED);
  }

  /// `unparse([row])`: one row is no heavy computation.
  private static boolean little(Site site) {
    return site.has(Word.CPU)
        && site.isCall()
        && !site.call().arguments().isEmpty()
        && site.call().arguments().getFirst().value() instanceof Expr.Collection rows
        && rows.entries().size() == 1
        && !rows.entries().getFirst().spread();
  }

  /// The kind of wait.
  static Word word(Site site) {
    return Stream.concat(Stream.of(Word.SLOW), Wait.LONG.stream())
        .filter(site::has)
        .findFirst()
        .orElse(Word.NETWORK);
  }

  /// What is read from a file that was opened just before, blocking, is told at its opening.
  static boolean repeats(Fn fn, Site site) {
    return site.has(Word.DISK)
        && !site.has(Word.OPENS)
        && site.receiver() instanceof Value.Known k
        && fn.sites().stream()
            .anyMatch(other ->
                other.has(Word.DISK)
                    && other.has(Word.OPENS)
                    && !other.has(Word.ASYNC)
                    && other.at().start() <= site.at().start()
                    && other.result() instanceof Value.Known o
                    && o.type().name().equals(k.type().name()));
  }

  /// A file that is opened to be wrapped for asynchronous reading: `trio.wrap_file(open(path))`.
  static boolean wrapped(Fn fn, Site site) {
    return site.use() == Site.Use.PASSED
        && Walker.calls(fn.decl().body()).stream()
            .anyMatch(call ->
                call.callee() instanceof Expr.Member m
                    && m.name().equals("wrap_file")
                    && call.start() < site.at().start()
                    && site.at().end() < call.end());
  }

  /// Looking whether a file is there is not worth a word outside asynchronous code itself.
  static boolean glances(Site site) {
    return word(site) == Word.DISK
        && !site.has(Word.COLLECTS)
        && !site.has(Word.WRITE)
        && !site.has(Word.OPENS);
  }

  /// A stream of nobody knows what may well be memory.
  static boolean vague(Site site) {
    return site.in().unit().language() == CSHARP
        && site.receiver() instanceof Value.Known k
        && Set.of("Stream", "TextReader", "TextWriter", "BinaryReader", "BinaryWriter")
            .contains(k.type().name());
  }

  /// `deflateSync(JSON.stringify(event))`, `gzipSync(EMPTY_PAGE)`: what was an object a moment ago,
  /// or stands in the source, is seldom megabytes.
  static boolean written(Site site) {
    return site.has(Word.CPU)
        && site.isCall()
        && COMPRESSES.matcher(site.name()).find()
        && !site.call().arguments().isEmpty()
        && ExprNames.all(site.call().arguments().getFirst().value()).stream()
            .anyMatch(name ->
                name.equals("stringify")
                    || name.equals("dumps")
                    || CONSTANT.matcher(name).matches());
  }

  private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9]*_[A-Z0-9_]+");
  private static final Pattern COMPRESSES = Pattern.compile("(?i)deflate|gzip|brotli|compress");
}
