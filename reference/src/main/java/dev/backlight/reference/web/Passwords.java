package dev.backlight.reference.web;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// PBKDF2-HMAC-SHA512 with a salt per hash, kept as `iterations$salt$hash`.
///
/// A hash is slow on purpose (about 0.1 s of CPU), so no more run at once than there are
/// processors: a storm of logins then queues here and not in front of everybody else.
public final class Passwords {

  /// OWASP's recommendation for PBKDF2-HMAC-SHA512.
  public static final int RECOMMENDED_ITERATIONS = 210_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final int LONGEST = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

  public static String hash(String password, int iterations) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return iterations
        + "$"
        + encoder.encodeToString(salt)
        + "$"
        + encoder.encodeToString(derive(password, salt, iterations));
  }

  /// Compares in a time that tells nothing about where they differ.
  public boolean matches(String password, String stored) throws InterruptedException {
    if (password.length() > LONGEST) {
      return false;
    }
    String[] parts = stored.split("\\$", 3);
    Base64.Decoder decoder = Base64.getDecoder();
    processors.acquire();
    try {
      byte[] derived = derive(password, decoder.decode(parts[1]), Integer.parseInt(parts[0]));
      return MessageDigest.isEqual(derived, decoder.decode(parts[2]));
    } finally {
      processors.release();
    }
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    try {
      PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(key).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
    }
  }
}
