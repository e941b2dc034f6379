package dev.backlight.crimes.memory;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.ExprNames;
import dev.backlight.model.Language;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether a call opens something that its function has to close.
final class Opening {

  /// What closes itself, costs nothing to leave open, or is another crime's.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i).*(memorystream|string(reader|writer)|bytearray|cancellationtokensource|sha\\d|hash"
              + "|hmac|md5|rsa|ecdsa|process|jsondocument|activity|span|command|cursor|popen|image"
              + "|temp|createread|createwrite|readline|worker|scanner|pubsub|pipelin|querymultiple|watch|semaphore|timer"
              + "|aes|bitmap|skia|webclient|producer|consumer|channel|listener|subscri|mutex|lock"
              + "|exec|thread|printwriter|certificate|scope\\b|transaction|urllib|bytesio|barrier|event|randomnumber|rng\\b).*");

  /// A statement's results close with it, and a connection's statements with the connection.
  private static final Pattern RESULTS =
      Pattern.compile(
          "\\.(executeQuery|getResultSet|getGeneratedKeys|createStatement|prepareStatement"
              + "|prepareCall)$");

  private static final Pattern STREAM = Pattern.compile("Stream|Reader|Writer$");
  private static final Pattern MEMORY =
      Pattern.compile("ByteArray|MemoryStream|String(Reader|Writer)|BytesIO|StringIO");

  private static final Pattern DAPPER =
      Pattern.compile("(Query|Execute)\\w*|(Insert|Update|Delete|Get)(All)?(Async)?");

  /// Libraries of files, streams and documents: what they open the collector closes in the end, in
  /// all four languages.
  private static final Set<String> COLLECTED =
      Set.of(
          ".NET",
          ".NET files and streams",
          "Images, PDF and spreadsheets",
          "Java",
          "Java files and sockets",
          "Documents, images and mail",
          "Python",
          "PDF, images, documents");

  private Opening() {}

  /// Whether what is opened here is what a pool or a server counts, not only the process.
  static boolean scarce(Site site) {
    if (site.words().hasAny(Word.DATABASE, Word.HTTP, Word.CACHE, Word.QUEUE, Word.NETWORK)) {
      return true;
    }
    return switch (site.result().settled()) {
      case Value.Known known -> !COLLECTED.contains(known.type().library());
      case Value.Instance _ -> true;
      default -> false;
    };
  }

  /// Whether a site itself opens something that must be closed.
  static boolean at(Site site) {
    if (!site.isCall() || site.kind() == Site.Kind.CALLBACK) {
      return false;
    }
    if (response(site)) {
      return true;
    }
    if (!site.has(Word.OPENS)
        || site.has(Word.CLIENT) && !connects(site)
        || site.has(Word.POOL)
        || HARMLESS.matcher(site.name()).matches()) {
      return false;
    }
    // A session over somebody's connection holds nothing of its own.
    boolean borrowed =
        site.call().arguments().stream()
            .anyMatch(
                a -> a.name().equals("bind") || Makers.simpleName(a.value()).contains("conn"));
    if (closedWithReceiver(site)
        || directed(site)
        || opensItself(site)
        || inMemory(site)
        || underWay(site)
        || wraps(site)
        || declaredOtherwise(site)) {
      return false;
    }
    boolean callback =
        site.call().arguments().stream().anyMatch(a -> a.value() instanceof Expr.Lambda);
    boolean node = site.in().unit().language() == Language.JAVASCRIPT;
    return !callback
        && !borrowed
        && (!node || site.has(Word.DATABASE) || site.name().endsWith("QueryRunner"));
  }

  /// `DriverManager.getConnection(url)`: a client that is one connection.
  private static boolean connects(Site site) {
    return site.in().unit().language() == Language.JAVA && site.has(Word.DATABASE);
  }

  /// .NET's response holds its connection until it is disposed of, unless it was buffered.
  static boolean response(Site site) {
    return site.in().unit().language() == Language.CSHARP
        && site.has(Word.HTTP)
        && site.result().settled() instanceof Value.Known known
        && known.type().name().equals("HttpResponseMessage");
  }

  /// A response that is read whole before the call returns has given its connection back already.
  static boolean streamed(Site site) {
    return ExprNames.all(site.at()).contains("ResponseHeadersRead");
  }

  /// `var opening = request.GetStreamAsync();`: a task yet.
  private static boolean underWay(Site site) {
    return site.in().unit().language() == Language.CSHARP
        && !site.awaited()
        && site.result() instanceof Value.Pending
        && site.use() == Site.Use.BOUND;
  }

  /// `new StreamWriter(stream)` where somebody closes the stream.
  private static boolean wraps(Site site) {
    if (!site.call().constructs() || site.call().arguments().isEmpty()) {
      return false;
    }
    Set<String> wrapped = ExprNames.all(site.call().arguments().getFirst().value());
    return Walker.anyStatement(
        site.in().decl().body(),
        statement ->
            statement instanceof Stmt.Scope scope
                && scope.resources().stream()
                    .anyMatch(resource ->
                        resource.target() instanceof Expr.Name n && wrapped.contains(n.id())));
  }

  /// Whether the variable's type as written is another than that of what is opened.
  private static boolean declaredOtherwise(Site site) {
    if (!(site.result().settled() instanceof Value.Known opened)) {
      return false;
    }
    return Assigned.to(site.in().decl().body(), site.boundTo()).stream()
        .anyMatch(a ->
            a.declares()
                && !a.type().arguments().isEmpty()
                && !opened.type().name().equals(a.type().simpleName()));
  }

  /// A reader of a connection that its own scope closes: it goes with the connection.
  private static boolean closedWithReceiver(Site site) {
    if (!(site.call().callee() instanceof Expr.Member m)
        || !(m.receiver() instanceof Expr.Name owner)) {
      return false;
    }
    return Walker.anyStatement(
            site.in().decl().body(),
            statement ->
                statement instanceof Stmt.Scope scope
                    && scope.start() <= site.at().start()
                    && site.at().end() <= scope.end()
                    && scope.resources().stream()
                        .anyMatch(
                            r -> r.target() instanceof Expr.Name n && n.id().equals(owner.id())))
        || RESULTS.matcher(site.name()).find()
            && (Ownership.of(site.in(), owner.id(), -1) == Ownership.Fate.CARED_FOR
                || Ownership.closedHere(site.in(), owner.id()));
  }

  /// `s3.getObject(request, path)`: the object goes where the second argument says.
  private static boolean directed(Site site) {
    return site.in().unit().language() == Language.JAVA
        && site.name().endsWith(".getObject")
        && site.call().arguments().size() == 2
        && !ExprNames.all(site.call().arguments().getLast().value()).contains("toInputStream");
  }

  /// A filter over bytes in memory: `new GZIPOutputStream(new ByteArrayOutputStream())`.
  private static boolean inMemory(Site site) {
    return site.kind() == Site.Kind.CONSTRUCT
        && site.call().arguments().stream()
            .map(Argument::value)
            .flatMap(value -> ExprNames.all(made(site.in(), value)).stream())
            .anyMatch(name -> MEMORY.matcher(name).find() || given(site, name));
  }

  /// A reader over a stream that the caller owns and closes.
  private static boolean given(Site site, String name) {
    return site.in().decl().parameters().stream()
        .anyMatch(p ->
            p.name().equals(name)
                && (p.type().isNone() && site.in().is(Trait.LAMBDA)
                    || STREAM.matcher(p.type().simpleName()).find()));
  }

  private static Expr made(Fn fn, Expr value) {
    if (!(value instanceof Expr.Name name)) {
      return value;
    }
    Expr made = Assigned.last(fn.decl().body(), name.id());
    return made == Expr.NONE ? value : made;
  }

  /// Dapper opens a closed connection for a query and closes it again.
  private static boolean opensItself(Site site) {
    if (site.in().unit().language() != Language.CSHARP
        || site.kind() != Site.Kind.CONSTRUCT
        || !site.name().endsWith("Connection")) {
      return false;
    }
    String name = Bound.of(site).name();
    List<Expr.Call> on =
        Walker.calls(site.in().decl().body()).stream()
            .filter(call ->
                call.callee() instanceof Expr.Member m
                    && m.receiver() instanceof Expr.Name n
                    && n.id().equals(name))
            .toList();
    return !on.isEmpty()
        && on.stream().allMatch(call -> DAPPER.matcher(Makers.simpleName(call.callee())).matches());
  }
}
