package dev.backlight.reference.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokensTest {

  private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final InstantSource clock = now::get;
  private final Tokens tokens = new Tokens(SECRET, clock);

  @Test
  void aTokenSaysWhoItIs() {
    assertThat(tokens.user(tokens.issue(42))).isEqualTo(42);
    assertThat(new Tokens(SECRET, clock).user(tokens.issue(42))).isEqualTo(42);
  }

  @Test
  void noCharacterOfItCanBeChanged() {
    String token = tokens.issue(42);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == '7' ? '8' : '7';
      String forged = token.substring(0, i) + other + token.substring(i + 1);
      assertThatThrownBy(() -> tokens.user(forged)).isInstanceOf(Problem.class);
      String shorter = token.substring(0, i);
      assertThatThrownBy(() -> tokens.user(shorter)).isInstanceOf(Problem.class);
    }
  }

  @Test
  void itExpires() {
    String token = tokens.issue(42);
    now.set(Instant.EPOCH.plus(Duration.ofHours(8)));

    assertThatThrownBy(() -> tokens.user(token))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("expired");
  }

  @Test
  void anotherSecretIsAnotherShop() {
    Tokens others = new Tokens("other".getBytes(StandardCharsets.UTF_8), clock);

    assertThatThrownBy(() -> tokens.user(others.issue(1))).isInstanceOf(Problem.class);
  }

  @Test
  void passwordsHaveSaltAndMatchOnlyThemselves() throws InterruptedException {
    String hash = Passwords.hash("testpass123", 100);
    Passwords passwords = new Passwords();

    assertThat(hash).isNotEqualTo(Passwords.hash("testpass123", 100));
    assertThat(passwords.matches("testpass123", hash)).isTrue();
    assertThat(passwords.matches("testpass124", hash)).isFalse();
    assertThat(passwords.matches("", hash)).isFalse();
    assertThat(passwords.matches("x".repeat(1_000), hash)).isFalse();
  }
}
