package dev.backlight.source.stack;

import dev.backlight.model.Location;
import dev.backlight.model.Quantity.Provenance;
import java.util.OptionalDouble;

/// One configured value. `name` is the setting as the data files name it (`nginx:keepalive`,
/// `spring.jpa.open-in-view`, `replicas`); `subject` what it configures (`upstream app`, a service,
/// a profile), empty for the whole; `value` as written. `provenance` is CONFIG where it stands in a
/// file and DEFAULT where the product's documented default applies.
public record Fact(
    Topic topic, String name, String subject, String value, Provenance provenance, Location place) {

  public boolean isDefault() {
    return provenance == Provenance.DEFAULT;
  }

  /// The value with `${NAME:default}` and `${NAME:-default}` replaced by their defaults.
  public String effective() {
    return Setting.effective(value);
  }

  /// The effective value if it is a plain number.
  public OptionalDouble number() {
    return Setting.number(value);
  }
}
