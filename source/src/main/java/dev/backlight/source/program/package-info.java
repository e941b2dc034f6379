/// Links lowered files to one program: what names mean, which function a call reaches, what it
/// waits for on the way, and who runs it.
@NullMarked
package dev.backlight.source.program;

import org.jspecify.annotations.NullMarked;
