package dev.backlight.load.imports;

/// A request in an access log. `at` is in milliseconds since 1970; `exact` says that it has more
/// than whole seconds.
record LogLine(double at, boolean exact, String method, String target, int status) {}
