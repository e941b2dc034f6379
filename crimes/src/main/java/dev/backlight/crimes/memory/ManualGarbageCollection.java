package dev.backlight.crimes.memory;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Edits;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A full collection asked for by hand where requests or loops pay for it.
public final class ManualGarbageCollection {

  public static final Crime CRIME =
      Crime.named("manual-garbage-collection")
          .title("Garbage collection by hand")
          .theme("memory")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              A forced full collection stops the process while it walks all of the heap, for every
              request in flight, and frees nothing that is still referenced.
              """)
          .remedy(PYTHON, "Remove it; hold less instead, or `gc.freeze()` once after start-up.")
          .remedy(JAVASCRIPT, "Remove it; hold less instead, and set `--max-old-space-size`.")
          .remedy(CSHARP, "Remove it; hold less instead, and set the collector's mode.")
          .remedy(JAVA, "Remove it; hold less instead, and tune the heap.")
          .unbounded(Severity.MEDIUM, Severity.LOW)
          .seenBy(ManualGarbageCollection::judge)
          .example(
              PYTHON,
              """
              import gc

              def export(batches):
                  for batch in batches:
                      write(batch)
                      gc.collect()  # guilty
              """,
              """
              def export(batches):
                  for batch in batches:
                      write(batch)
              """)
          .example(
              JAVASCRIPT,
              """
              export function drain(batches) {
                for (const batch of batches) {
                  write(batch);
                  global.gc(); // guilty
                }
              }
              """,
              """
              export function drain(batches) {
                for (const batch of batches) {
                  write(batch);
                }
              }
              """)
          .example(
              CSHARP,
              """
              using System;

              public class Export
              {
                  public void Run(List<Batch> batches)
                  {
                      foreach (var batch in batches)
                      {
                          Write(batch);
                          GC.Collect(); // guilty
                      }
                  }
              }
              """,
              """
              public class Export
              {
                  public void Run(List<Batch> batches)
                  {
                      foreach (var batch in batches)
                      {
                          Write(batch);
                      }
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.List;

              class Export {
                void run(List<Batch> batches) {
                  for (Batch batch : batches) {
                    write(batch);
                    System.gc(); // guilty
                  }
                }
              }
              """,
              """
              import java.util.List;

              class Export {
                void run(List<Batch> batches) {
                  for (Batch batch : batches) {
                    write(batch);
                  }
                }
              }
              """)
          .declare();

  /// An operator's own button.
  private static final Pattern ASKED =
      Pattern.compile("(?i)(run|force|trigger|do)?_?(gc|garbage_?collect(ion)?|free_?memory)");

  /// A part of the program that is there to give memory back.
  private static final Pattern RELEASES =
      Pattern.compile(
          "(?i)(release|free|trim|clean|clear)\\w*memory|memory\\w*(release|clean|trim)|garbage_?collection|(un|re)?load\\w*plugin|plugin\\w*(un|re)?load|class_?loader");

  private ManualGarbageCollection() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .filter(fn -> !fn.is(Trait.MODULE))
        .flatMap(fn ->
            Walker.calls(fn.decl().body()).stream()
                .filter(call -> collects(fn, call) && !meant(fn))
                .filter(call -> scene.reach(fn) == Reach.REQUEST || looped(fn, call))
                .map(call ->
                    scene
                        .at(CRIME, fn, call.start(), call.end())
                        .sure(sure(fn))
                        .edit(Edits.drop(fn, call).stream().toList())
                        .says(
                            looped(fn, call)
                                ? "forces a full garbage collection again and again"
                                : "forces a full garbage collection in a request")));
  }

  /// Whether that is what the function is there for.
  private static boolean meant(Fn fn) {
    return ASKED.matcher(fn.name()).matches()
        || RELEASES.matcher(fn.symbol()).find()
        || ExprNames.all(fn).stream().anyMatch(name -> RELEASES.matcher(name).find());
  }

  /// Python counts references: what collects there does it on purpose, after pictures and pages
  /// whose cycles hold much memory.
  private static Confidence sure(Fn fn) {
    return fn.unit().language() == PYTHON ? Confidence.LOW : Confidence.HIGH;
  }

  private static boolean collects(Fn fn, Expr.Call call) {
    Language language = fn.unit().language();
    if (call.callee() instanceof Expr.Name name) {
      return language == Language.JAVASCRIPT
          && name.id().equals("gc")
          && call.arguments().isEmpty();
    }
    if (!(call.callee() instanceof Expr.Member member)) {
      return false;
    }
    String receiver = Makers.simpleName(member.receiver());
    return switch (language) {
      case PYTHON -> receiver.equals("gc") && member.name().equals("collect");
      case JAVASCRIPT ->
          (receiver.equals("global") || receiver.equals("globalThis"))
              && member.name().equals("gc");
      case CSHARP -> receiver.equals("GC") && member.name().equals("Collect");
      case JAVA ->
          member.name().equals("gc")
              && (receiver.equals("System")
                  || member.receiver() instanceof Expr.Call made
                      && Makers.simpleName(made.callee()).equals("getRuntime"));
      case CONFIG -> false;
    };
  }

  private static boolean looped(Fn fn, Expr.Call call) {
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement instanceof Stmt.Loop loop
                && loop.start() <= call.start()
                && call.end() <= loop.end());
  }
}
