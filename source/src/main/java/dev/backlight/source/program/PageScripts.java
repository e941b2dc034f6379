package dev.backlight.source.program;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Scripts that change the page they run in, or stand between a page and its network.
final class PageScripts {

  /// Fewer changes than these say nothing of a file.
  private static final int FEW = 3;

  private static final Pattern DRIVERS =
      Pattern.compile("puppeteer|playwright|selenium|jsdom|cheerio|happy-dom|linkedom|domino");
  private static final Set<String> PAGE =
      Set.of("localStorage", "sessionStorage", "window", "document");
  private static final Set<String> ELEMENT =
      Set.of("classList", "innerHTML", "appendChild", "querySelector", "querySelectorAll");

  private PageScripts() {}

  /// Whether a file changes the page it runs in, several times and not inside a browser that a
  /// server drives.
  static boolean is(SourceFile file) {
    if (file.imports().stream().map(Import::module).anyMatch(m -> DRIVERS.matcher(m).find())) {
      return false;
    }
    int[] touches = {0};
    if (serviceWorker(file)) {
      return true;
    }
    Set<String> own = bound(file);
    for (FunctionDecl function : file.functions()) {
      Walker.expressions(
          function.body(),
          expr -> {
            boolean touch =
                expr instanceof Expr.Member m && ELEMENT.contains(m.name())
                    || expr instanceof Expr.Name n && PAGE.contains(n.id()) && !own.contains(n.id())
                    || expr instanceof Expr.Call call && selects(call);
            touches[0] += touch ? 1 : 0;
          });
      if (touches[0] >= FEW) {
        return true;
      }
    }
    return false;
  }

  /// Names of the page that a file gives to values of its own: `const document = await find(id)`.
  private static Set<String> bound(SourceFile file) {
    Set<String> names = new HashSet<>();
    file.imports().forEach(one -> names.add(one.alias()));
    for (FunctionDecl function : file.functions()) {
      function.parameters().forEach(parameter -> names.add(parameter.name()));
      Walker.statements(
          function.body(),
          statement -> {
            if (statement instanceof Stmt.Assign a && a.declares()) {
              a.targets()
                  .forEach(target ->
                      Walker.expressions(
                          target,
                          expr -> {
                            if (expr instanceof Expr.Name n) {
                              names.add(n.id());
                            }
                          }));
            } else if (statement instanceof Stmt.Loop loop) {
              loop.targets()
                  .forEach(target -> {
                    if (target instanceof Expr.Name n) {
                      names.add(n.id());
                    }
                  });
            }
          });
    }
    return names;
  }

  /// `$('.nettest button')`: jQuery looks for elements of its page.
  private static boolean selects(Expr.Call call) {
    return call.callee() instanceof Expr.Name n
        && (n.id().equals("$") || n.id().equals("jQuery"))
        && call.arguments().size() == 1
        && (call.arguments().getFirst().value() instanceof Expr.Literal selector
                && SELECTOR.matcher(selector.text()).find()
            || call.arguments().getFirst().value() instanceof Expr.Name self
                && self.id().equals("this"));
  }

  private static final Pattern SELECTOR = Pattern.compile("^([.#\\[<]|[a-z]+\\b)");

  /// A script between a page and its network: `self.addEventListener("fetch", …)`.
  private static boolean serviceWorker(SourceFile file) {
    return file.functions().stream()
        .flatMap(function -> Walker.calls(function.body()).stream())
        .anyMatch(call ->
            call.callee() instanceof Expr.Member m
                && m.receiver() instanceof Expr.Name self
                && self.id().equals("self")
                && (m.name().equals("skipWaiting")
                    || m.name().equals("addEventListener")
                        && !call.arguments().isEmpty()
                        && call.arguments().getFirst().value() instanceof Expr.Literal event
                        && WORKER_EVENTS.contains(event.text())));
  }

  private static final Set<String> WORKER_EVENTS =
      Set.of("fetch", "install", "activate", "push", "notificationclick");
}
