package dev.backlight.source.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WalkerTest {

  private static final Expr A = new Expr.Name(0, 1, "a");
  private static final Expr B = new Expr.Name(1, 2, "b");
  private static final Expr C = new Expr.Name(2, 3, "c");

  @Test
  void expressionsComeInSourceOrderAndTheAbsentOneNever() {
    Stmt loop =
        new Stmt.Loop(
            0,
            9,
            Stmt.Loop.Kind.EACH,
            false,
            List.of(),
            List.of(A),
            new Expr.Operation(0, 9, "slice", List.of(B, Expr.NONE, Expr.NONE)),
            new Stmt.Block(
                0, 9, List.of(new Stmt.Return(0, 1, Expr.NONE), new Stmt.Throw(0, 1, C))));

    List<String> seen = new ArrayList<>();
    Walker.expressions(loop, expr -> seen.add(Outline.of(expr)));

    assertThat(seen).containsExactly("a", "slice(b, _, _)", "b", "c");
  }

  @Test
  void depthDoesNotMatter() {
    Expr deep = A;
    for (int i = 0; i < 1_000_000; i++) {
      deep = new Expr.Await(0, 1, deep);
    }
    int[] count = {0};
    Walker.expressions(deep, _ -> count[0]++);

    assertThat(count[0]).isEqualTo(1_000_001);
    assertThat(Outline.of(deep)).contains("…");
  }
}
