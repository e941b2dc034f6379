package dev.backlight.audits;

import dev.backlight.model.Sighting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Names a finding for as long as its code stays: 16 hexadecimal digits of the SHA-256 over rule,
/// path, symbol, the guilty text without regard to spacing, context, and the ordinal among equals.
/// No line number: a finding keeps its key when lines above it come and go.
final class FindingKey {

  private static final int DIGITS = 16;

  private FindingKey() {}

  /// What two findings share when only their order tells them apart.
  record Family(String rule, String path, String symbol, String snippet, String context) {}

  static Family family(Sighting sighting, String snippet) {
    return new Family(
        sighting.rule(),
        sighting.location().path(),
        sighting.location().symbol(),
        snippet.strip().replaceAll("\\s+", " "),
        sighting.context());
  }

  /// `ordinal` counts from 0 in the order of the file.
  static String of(Family family, int ordinal) {
    MessageDigest digest = sha256();
    for (String part :
        new String[] {
          family.rule(),
          family.path(),
          family.symbol(),
          family.snippet(),
          family.context(),
          Integer.toString(ordinal)
        }) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
