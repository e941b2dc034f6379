/// Which technologies a backend is built from, and how its configuration runs them.
///
/// [dev.backlight.source.stack.StackProfile] names the technologies with the evidence for each;
/// [dev.backlight.source.stack.Deployment] keeps the facts that crimes about pools, scaling,
/// proxies and monitoring calculate with, each with its place;
/// [dev.backlight.source.stack.Settings] looks up any setting. What a technology is told by stands
/// in the data files `technologies/<kind>.txt`, never in Java.
@NullMarked
package dev.backlight.source.stack;

import org.jspecify.annotations.NullMarked;
