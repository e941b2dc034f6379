package dev.backlight.crimes.memory;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Uploads, and bodies of foreign servers, read whole with no limit on their size.
final class WholeBodies {

  private static final Set<String> UPLOADS =
      Set.of("UploadFile", "IFormFile", "MultipartFile", "FilePart", "Part", "FileStorage");
  private static final Set<String> REMOTE_READS =
      Set.of("text", "arrayBuffer", "blob", "bytes", "buffer");
  private static final Set<String> FETCHES =
      Set.of("fetch", "fetchImpl", "got", "request", "nodeFetch");

  private WholeBodies() {}

  static Stream<Sighting> in(Scene scene, Crime crime, Fn fn) {
    if (fn.is(Trait.MODULE)) {
      return Stream.empty();
    }
    Map<String, Expr> made = made(fn);
    List<Sighting> found = new ArrayList<>();
    for (Expr.Call call : Walker.calls(fn.decl().body())) {
      if (!(call.callee() instanceof Expr.Member member)) {
        continue;
      }
      String what = what(fn, call, member, made);
      if (!what.isEmpty()) {
        Draft draft = scene.at(crime, fn, call.start(), call.end());
        if (scene.reach(fn) != Reach.REQUEST) {
          draft.sure(Confidence.MEDIUM);
        }
        boolean upload = what.startsWith("a whole") || what.endsWith("request body");
        if (limited(scene, fn) || !upload && scene.reach(fn) != Reach.REQUEST) {
          draft.sure(Confidence.LOW);
        }
        found.add(draft.says("reads " + what + " into memory, whatever its size"));
      }
    }
    return found.isEmpty() || WholeRows.mentionsSize(fn.decl().body())
        ? Stream.empty()
        : found.stream();
  }

  /// A servlet container takes files of 1 MB unless it is told otherwise, Kestrel bodies of 30 MB
  /// (`MultipartConfigElement`, `KestrelServerLimits.MaxRequestBodySize`).
  private static boolean limited(Scene scene, Fn fn) {
    return switch (fn.unit().language()) {
      case JAVA -> true;
      case CSHARP ->
          Stream.concat(
                      fn.decl().annotations().stream(),
                      fn.owner().stream().flatMap(owner -> owner.decl().annotations().stream()))
                  .noneMatch(a -> LIFTS.contains(a.simpleName()))
              && scene
                  .units()
                  .filter(unit -> unit.language() == Language.CSHARP)
                  .flatMap(unit -> unit.functions().stream())
                  .noneMatch(other -> ExprNames.all(other).stream().anyMatch(LIFTS::contains));
      default -> false;
    };
  }

  private static final Set<String> LIFTS =
      Set.of(
          "DisableRequestSizeLimit",
          "RequestSizeLimit",
          "RequestFormLimits",
          "MaxRequestBodySize",
          "MultipartBodyLengthLimit");

  private static String what(Fn fn, Expr.Call call, Expr.Member member, Map<String, Expr> made) {
    return switch (fn.unit().language()) {
      case PYTHON ->
          member.name().equals("read")
                  && call.arguments().isEmpty()
                  && (uploaded(fn, member.receiver()) || files(member.receiver()))
              ? "a whole upload"
              : "";
      case JAVASCRIPT ->
          REMOTE_READS.contains(member.name())
                  && call.arguments().isEmpty()
                  && !refused(fn, call)
                  && foreign(fn, member.receiver(), made)
              ? "the whole body of a server that the caller chooses"
              : "";
      case CSHARP -> csharp(fn, call, member, made);
      case JAVA ->
          member.name().equals("getBytes")
                  && call.arguments().isEmpty()
                  && uploaded(fn, member.receiver())
              ? "a whole upload"
              : "";
      case CONFIG -> "";
    };
  }

  private static String csharp(Fn fn, Expr.Call call, Expr.Member member, Map<String, Expr> made) {
    boolean copies = member.name().equals("CopyToAsync") || member.name().equals("CopyTo");
    if (!copies || call.arguments().isEmpty()) {
      return "";
    }
    boolean memory =
        call.arguments().getFirst().value() instanceof Expr.Name target
            && made.get(target.id()) instanceof Expr.Call construct
            && Makers.simpleName(construct.callee()).equals("MemoryStream");
    if (!memory) {
      return "";
    }
    if (uploaded(fn, member.receiver())) {
      return "a whole upload";
    }
    return member.receiver() instanceof Expr.Member body
            && body.name().equals("Body")
            && Makers.simpleName(body.receiver()).equals("Request")
        ? "the whole request body"
        : "";
  }

  /// A parameter, its own or of the function around it, whose type is an upload.
  private static boolean uploaded(Fn fn, Expr expr) {
    if (!(expr instanceof Expr.Name name)) {
      return false;
    }
    Optional<Fn> at = Optional.of(fn);
    while (at.isPresent()) {
      for (FunctionDecl.Parameter parameter : at.get().decl().parameters()) {
        if (parameter.name().equals(name.id())) {
          return UPLOADS.contains(parameter.type().simpleName());
        }
      }
      at = at.get().enclosing();
    }
    return false;
  }

  /// `request.files["f"].read()`, `request.FILES["f"].read()`.
  private static boolean files(Expr expr) {
    Expr base = expr instanceof Expr.Index index ? index.receiver() : expr;
    return base instanceof Expr.Member m
        && (m.name().equals("files") || m.name().equals("FILES"))
        && Makers.simpleName(m.receiver()).equals("request");
  }

  /// `if (!response.ok) throw new Error(await response.text())`: the text of an error is short.
  private static boolean refused(Fn fn, Expr.Call call) {
    return ExprNames.around(fn.decl().body(), call).stream()
        .anyMatch(statement ->
            statement instanceof Stmt.If branch
                && branch.condition() instanceof Expr.Operation not
                && not.operator().equals("!")
                && not.operands().stream().anyMatch(o -> Makers.simpleName(o).equals("ok")));
  }

  /// A response of `fetch` for an address that a parameter brings, not a constant host.
  private static boolean foreign(Fn fn, Expr receiver, Map<String, Expr> made) {
    Expr source =
        receiver instanceof Expr.Name n
            ? strip(made.getOrDefault(n.id(), Expr.NONE))
            : strip(receiver);
    if (!(source instanceof Expr.Call call)
        || call.arguments().isEmpty()
        || !FETCHES.contains(Makers.simpleName(call.callee()))) {
      return false;
    }
    Set<String> given = new HashSet<>();
    fn.decl().parameters().forEach(p -> given.add(p.name()));
    Expr address = call.arguments().getFirst().value();
    return address instanceof Expr.Name n && fromParameter(n.id(), given, made, fn, 0);
  }

  private static boolean fromParameter(
      String name, Set<String> given, Map<String, Expr> made, Fn fn, int depth) {
    if (given.contains(name)) {
      return name.toLowerCase(Locale.ROOT).matches(".*(url|uri|href|link|src).*");
    }
    Expr value = made.get(name);
    if (value == null || depth > 3) {
      return false;
    }
    boolean constant =
        Walker.anyExpression(
            value, expr -> expr instanceof Expr.Template t && t.text().startsWith("http"));
    return !constant
        && Walker.anyExpression(
            value,
            expr ->
                expr instanceof Expr.Name n
                    && !n.id().equals(name)
                    && fromParameter(n.id(), given, made, fn, depth + 1));
  }

  private static Expr strip(Expr expr) {
    return switch (expr) {
      case Expr.Await a -> strip(a.value());
      case Expr.Cast c -> strip(c.value());
      default -> expr;
    };
  }

  /// What each local was first made of.
  private static Map<String, Expr> made(Fn fn) {
    Map<String, Expr> made = new HashMap<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          switch (statement) {
            case Stmt.Assign assign
                when assign.targets().size() == 1
                    && assign.targets().getFirst() instanceof Expr.Name n ->
                made.putIfAbsent(n.id(), assign.value());
            case Stmt.Scope scope ->
                scope
                    .resources()
                    .forEach(resource -> {
                      if (resource.target() instanceof Expr.Name n) {
                        made.putIfAbsent(n.id(), resource.value());
                      }
                    });
            default -> {}
          }
        });
    return made;
  }
}
