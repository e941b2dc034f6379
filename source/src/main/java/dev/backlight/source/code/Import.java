package dev.backlight.source.code;

/// One imported name.
///
/// | source | module | name | alias |
/// |---|---|---|---|
/// | `import a.b` (Python) | `a.b` | | `a.b` |
/// | `import a.b as c` | `a.b` | | `c` |
/// | `from a.b import C as D` | `a.b` | `C` | `D` |
/// | `from .x import *` | `.x` | `*` | |
/// | `import D from 'm'`, `const D = require('m')` | `m` | `default` | `D` |
/// | `import * as D from 'm'` | `m` | | `D` |
/// | `import {C as D} from 'm'`, `const {C: D} = require('m')` | `m` | `C` | `D` |
/// | `const D = require('m').C` | `m` | `C` | `D` |
/// | `export {C as D} from 'm'`, `export * from 'm'` | `m` | `C`, `*` | `D` (re-exported) |
/// | `using A.B;` (C#) | `A.B` | `*` | |
/// | `using D = A.B.C;` | `A.B` | `C` | `D` |
/// | `using static A.B.C;` | `A.B.C` | `*` | |
/// | `import a.b.C;` (Java) | `a.b` | `C` | `C` |
/// | `import a.b.*;` | `a.b` | `*` | |
/// | `import static a.b.C.d;` | `a.b.C` | `d` | `d` |
public record Import(int start, int end, String module, String name, String alias) {}
