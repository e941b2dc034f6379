/// Reads what other tools wrote (Locust files, k6 scripts, HAR, OpenAPI, access logs, curl lines)
/// as scenarios, and refuses by line what it cannot.
@NullMarked
package dev.backlight.load.imports;

import org.jspecify.annotations.NullMarked;
