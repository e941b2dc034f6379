package dev.backlight.source.javascript;

import dev.backlight.source.lowering.DamagedPrograms;
import dev.backlight.source.treesitter.Grammar;
import org.junit.jupiter.api.Test;

/// Damaged programs: the sound parts are lowered and nothing throws.
final class HostileJavaScriptTest {

  private static final String PROGRAM =
      """
      import a, { b as c } from 'd'; export * from './e'; const { f, ...g } = require("h")(1);
      @I({ j: 1 }) export class K<T> extends L implements M {
        static #n = 1; get o(): P { return this.#n ?? q?.[0]!; } constructor(private r: S) { super(); }
        async *t(u = 1, ...v) { yield* w; for await (const x of y) { if (x) continue; else break; } }
      }
      enum Z { A = 1, B } interface C { d: E } type F = G | H; namespace N { export let i = 1; }
      module.exports = { j, k() { return `a${l}b`; }, [m]: async (n) => await o(n as P, <Q>r) };
      for (let i = 0, j = 1; i < 10; i++, --j) { label: while (x) { do { y(); } while (z) } }
      for (const k in l) { switch (k) { case 1: case 2: { m(); break; } default: n(...o); } }
      try { using p = q(); } catch ({ r }) { throw new S(); } finally { t(); delete u.v; }
      (a, b) => ({ a, b }); x ??= y || (z ? 1 : /r/g); function w() { return typeof v; }
      """;

  @Test
  void survivesEveryCutAndEveryLostByte() {
    DamagedPrograms.survivesEveryCutAndEveryLostByte(
        Grammar.TYPESCRIPT, PROGRAM, tree -> JavaScriptFrontEnd.lower("t.ts", tree));
  }
}
