package dev.backlight.crimes.concurrency;

import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.knowledge.Knowledge;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.Optional;
import java.util.Set;

/// The asynchronous twin of a blocking C# member, which is what makes blocking there a choice.
final class AsyncTwin {

  /// Their wait is over before they are called, or their twin is not to be used.
  private static final Set<String> NEVER = Set.of("Add", "AddRange", "CreateDbContext", "Dispose");

  private AsyncTwin() {}

  /// What to call instead; empty if nothing is known.
  static Optional<String> of(Scene scene, Site site) {
    String name = member(site);
    if (NEVER.contains(name) || name.endsWith("Async")) {
      return Optional.empty();
    }
    if (site.has(Word.SLEEP)) {
      return Optional.of("await Task.Delay");
    }
    if (name.equals("EndOfStream")) {
      return Optional.of("ReadLineAsync until it gives null");
    }
    if (site.has(Word.DISK)
        && site.has(Word.OPENS)
        && Set.of("OpenRead", "OpenWrite", "Create", "Open").contains(name)
        && site.name().startsWith("File.")) {
      return Optional.of("new FileStream(…, FileOptions.Asynchronous)");
    }
    Knowledge knowledge = scene.program().knowledge(Language.CSHARP);
    String twin = name + "Async";
    boolean known =
        site.receiver() instanceof Value.Known k
            && knowledge.member(k.type(), twin).filter(e -> e.words().has(Word.ASYNC)).isPresent();
    boolean archive =
        site.has(Word.DISK) && site.has(Word.SLOW) || site.name().startsWith("ZipFile.");
    if (known || archive || knowledge.anywhere(twin).isPresent()) {
      return Optional.of(twin);
    }
    boolean always = site.has(Word.HTTP) || site.has(Word.MAIL) || name.equals("WaitForExit");
    return always ? Optional.of(twin) : Optional.empty();
  }

  private static String member(Site site) {
    return switch (site.at()) {
      case Expr.Call c when c.callee() instanceof Expr.Member m -> m.name();
      case Expr.Call c when c.callee() instanceof Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      default -> "";
    };
  }
}
