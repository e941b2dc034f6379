/// The shop's endpoints, one file each: the guilty handler, and right below it the redeemed one.
@NullMarked
package dev.backlight.reference.endpoint;

import org.jspecify.annotations.NullMarked;
