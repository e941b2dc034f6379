package dev.backlight.crimes.concurrency;

import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.source.code.Expr;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Site;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a call waits for, and the calls that lead there: the last one waits itself.
record Wait(Word word, boolean write, List<Site> path) {

  /// What is somewhere else: another process, host or child.
  static final List<Word> REMOTE =
      List.of(
          Word.HTTP,
          Word.DATABASE,
          Word.CACHE,
          Word.MAIL,
          Word.QUEUE,
          Word.NETWORK,
          Word.SUBPROCESS);

  /// Everything that takes a while.
  static final List<Word> LONG =
      Stream.concat(REMOTE.stream(), Stream.of(Word.SLOW, Word.SLEEP, Word.DISK, Word.CPU))
          .toList();

  /// The nearest wait of those kinds that a call leads to.
  static Optional<Wait> of(Scene scene, Site site, List<Word> words) {
    return all(scene, site, words).min(Comparator.comparingInt(wait -> wait.path().size()));
  }

  static Stream<Wait> all(Scene scene, Site site, List<Word> words) {
    return words.stream()
        .flatMap(word ->
            Stream.of(false, true)
                .map(write ->
                    new Wait(word, write, scene.program().effects().from(site, word, write))))
        .filter(wait -> !wait.path().isEmpty());
  }

  Site last() {
    return path.getLast();
  }

  boolean direct() {
    return path.size() == 1;
  }

  /// The kind of wait in the report's words.
  String what() {
    return what(word);
  }

  static String what(Word word) {
    return switch (word) {
      case DATABASE -> "the database";
      case HTTP -> "an HTTP call";
      case CACHE -> "the cache";
      case DISK -> "the file system";
      case SLEEP -> "a sleep";
      case SUBPROCESS -> "a child process";
      case CPU -> "heavy computation";
      case MAIL -> "the mail server";
      case QUEUE -> "the message broker";
      case SLOW -> "long work";
      default -> "the network";
    };
  }

  /// What one blocking wait of a kind takes, as `t_block`; the values are those of `t_block_db` and
  /// its kin.
  static Quantity blocking(Site site, Word word) {
    return word == Word.SLEEP ? pause(site).orElseGet(() -> blocking(word)) : blocking(word);
  }

  /// `Thread.sleep(50)`, `time.sleep(0.5)`: as long as it says.
  private static Optional<Quantity> pause(Site site) {
    if (!site.isCall()
        || site.call().arguments().size() != 1
        || !(site.call().arguments().getFirst().value() instanceof Expr.Literal length)
        || !NUMBER.matcher(length.text()).matches()) {
      return Optional.empty();
    }
    boolean seconds = site.in().unit().language() == Language.PYTHON;
    double ms = Double.parseDouble(length.text().replaceAll("[_lLdD]", "")) * (seconds ? 1000 : 1);
    return Optional.of(Quantity.configured("t_block", ms, "ms", "the pause as written"));
  }

  private static final Pattern NUMBER = Pattern.compile("\\d[\\d_]*(\\.\\d+)?[lLdD]?");

  private static Quantity blocking(Word word) {
    return switch (word) {
      case DATABASE -> block(2, 1, "one blocking query");
      case HTTP -> block(20, 10, "one blocking call of another service");
      case CACHE -> block(0.5, 0.3, "one blocking cache command");
      case DISK -> block(1, 0.1, "one blocking file operation");
      case SUBPROCESS -> block(50, 5, "one child process started and awaited");
      case SLEEP -> block(1000, 100, "one sleep");
      case CPU -> block(60, 40, "one bcrypt of cost 10 or PBKDF2 of 100,000 rounds");
      case MAIL, SLOW -> block(500, 100, "one mail, PDF, image or archive");
      default -> block(20, 5, "one blocking call");
    };
  }

  private static Quantity block(double ms, double low, String source) {
    return new Quantity("t_block", ms, low, "ms", Provenance.DEFAULT, "default: " + source);
  }

  /// What one wait takes, as `t_step`.
  Quantity step() {
    return switch (word) {
      case DATABASE -> step(2, 1, "one indexed query, same datacentre");
      case CACHE -> step(0.5, 0.3, "one Redis or Memcached command, same datacentre");
      case DISK -> step(1, 0.1, "one small file read or written");
      case MAIL, SLOW -> step(500, 100, "one mail, PDF, image or archive");
      case SUBPROCESS -> step(50, 5, "one child process started and awaited");
      default -> step(20, 10, "one call of another service behind a load balancer");
    };
  }

  private static Quantity step(double ms, double low, String source) {
    return new Quantity("t_step", ms, low, "ms", Provenance.DEFAULT, "default: " + source);
  }
}
