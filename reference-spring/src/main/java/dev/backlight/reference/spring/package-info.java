/// The shop's most typical pairs in the framework that most shops have: JPA, Spring's cache
/// annotations and an open session in view, each guilty and redeemed.
@NullMarked
package dev.backlight.reference.spring;

import org.jspecify.annotations.NullMarked;
