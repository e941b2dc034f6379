/// Says what a run showed: on a terminal, as a page, as Markdown, as metrics.
@NullMarked
package dev.backlight.load.report;

import org.jspecify.annotations.NullMarked;
