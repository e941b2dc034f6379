package dev.backlight.source.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Outline;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Walker;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import dev.backlight.source.treesitter.SyntaxTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// What every front end must survive.
public final class DamagedPrograms {

  /// What a thread gets by default.
  public static final long DEFAULT_STACK_BYTES = 1024 * 1024;

  private DamagedPrograms() {}

  /// Lowers a program that ends after each of its bytes, and one that lost each of its bytes.
  public static void survivesEveryCutAndEveryLostByte(
      Grammar grammar, String program, Function<SyntaxTree, SourceFile> lower) {
    byte[] text = program.getBytes(StandardCharsets.UTF_8);
    try (SyntaxParser parser = SyntaxParser.open(grammar)) {
      for (int i = 0; i < text.length; i++) {
        byte[] cut = Arrays.copyOf(text, i);
        byte[] lost = text.clone();
        lost[i] = (byte) (i % 3 == 0 ? '(' : i % 3 == 1 ? '}' : 0xFF);
        for (byte[] damaged : List.of(cut, lost)) {
          if (parser.parse(damaged, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
            assertThat(Outline.of(lower.apply(parsed.tree()))).isNotNull();
          }
        }
      }
    }
  }

  /// Lowers a program on a stack of so many bytes, unless it is too damaged to be parsed in time.
  public static void fitsAStack(
      long stackBytes, Grammar grammar, String program, Function<SyntaxTree, SourceFile> lower)
      throws InterruptedException {
    byte[] text = program.getBytes(StandardCharsets.UTF_8);
    try (SyntaxParser parser = SyntaxParser.open(grammar)) {
      if (parser.parse(text, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
        AtomicReference<Object> result = new AtomicReference<>();
        Thread thread =
            new Thread(
                null, () -> result.set(lowered(parsed.tree(), lower)), "lowering", stackBytes);
        thread.start();
        thread.join();
        assertThat(result.get()).isInstanceOf(SourceFile.class);
      }
    }
  }

  private static Object lowered(SyntaxTree tree, Function<SyntaxTree, SourceFile> lower) {
    try {
      return lower.apply(tree);
    } catch (StackOverflowError e) {
      return e;
    }
  }

  /// How many calls a file makes of something so named.
  public static long calls(SourceFile file, String name) {
    return file.functions().stream()
        .flatMap(function -> Walker.calls(function.body()).stream())
        .filter(call -> named(call.callee(), name))
        .count();
  }

  private static boolean named(Expr callee, String name) {
    return callee instanceof Expr.Name n && n.id().equals(name)
        || callee instanceof Expr.Member m && m.name().equals(name);
  }
}
