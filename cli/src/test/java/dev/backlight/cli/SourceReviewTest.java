package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.audits.Ignore;
import dev.backlight.audits.cost.Pricing;
import dev.backlight.model.Rule;
import dev.backlight.model.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The real rooms behind the seam, over small trees.
class SourceReviewTest {

  private final SourceReview review = new SourceReview();

  @TempDir Path folder;

  @Test
  void readsATreeAndSeesItsCrimes() throws Exception {
    write("requirements.txt", "flask==3.0\nsqlalchemy==2.0\npsycopg2==2.9\n");
    write(
        "app.py",
        """
        from flask import Flask, jsonify
        from sqlalchemy.orm import Session
        from models import User, engine

        app = Flask(__name__)

        @app.route("/users")
        def users():
            with Session(engine) as session:
                found = []
                for user_id in range(load_limit()):
                    # backlight: ignore[n-plus-one-query] three users at most
                    found.append(session.get(User, user_id))
                return jsonify(found)
        """);

    Review.Seen seen = look(2);

    assertThat(seen.warnings()).isEmpty();
    assertThat(seen.numbers().files()).isEqualTo(2);
    assertThat(seen.numbers().languages()).hasSize(1);
    assertThat(seen.stack()).extracting("name").contains("Flask", "SQLAlchemy");
    assertThat(seen.routes()).extracting("name").contains("GET /users");
    assertThat(seen.ignores())
        .containsExactly(
            new Ignore("app.py", 12, true, List.of("n-plus-one-query"), "three users at most"));
    assertThat(seen.sightings()).anySatisfy(s -> assertThat(s.location()).hasToString("app.py:13"));
    assertThat(seen.source().text("app.py").orElse("")).contains("jsonify");
    assertThat(seen.source().text("../outside")).isEmpty();
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      write("m" + i + ".py", "def f(xs):\n    for x in xs:\n        Order.objects.get(id=x)\n");
    }
    Review.Seen one = look(1);
    Review.Seen four = look(4);

    assertThat(four.sightings()).isEqualTo(one.sightings());
    assertThat(four.routes()).isEqualTo(one.routes());
    assertThat(four.stack()).isEqualTo(one.stack());
  }

  /// A formula whose quantities neither the sighting nor the defaults name has no price.
  @ParameterizedTest
  @MethodSource("rules")
  void everyCrimeHasAPrice(Rule rule) throws Exception {
    int number = 0;
    for (Rule.Example example : rule.examples()) {
      Path tree = Files.createDirectories(folder.resolve(rule.id() + number++));
      lay(tree, example);
      Review.Seen seen =
          review.look(new Review.Request(tree, _ -> false, 1, Set.of(rule.id())), Progress.SILENT);
      for (Sighting sighting : seen.sightings()) {
        Set<String> supplied =
            sighting.quantities().stream().map(q -> q.name()).collect(Collectors.toSet());
        assertThat(Pricing.unknownNames(rule.cost(), supplied))
            .as("%s in %s", rule.id(), example.language())
            .isEmpty();
        assertThat(Pricing.price(rule.cost(), sighting.quantities())).isNotNull();
      }
    }
  }

  /// An example may be several files: `=== path` starts the next.
  private static void lay(Path tree, Rule.Example example) throws IOException {
    String text = "=== " + example.path() + "\n" + example.guilty();
    for (String part : text.split("(?m)^=== ", -1)) {
      int cut = part.indexOf('\n');
      if (cut > 0) {
        Path file = tree.resolve(part.substring(0, cut).strip());
        Files.createDirectories(file.getParent());
        Files.writeString(file, part.substring(cut + 1));
      }
    }
  }

  static Stream<Rule> rules() {
    return new SourceReview().rules().stream();
  }

  private Review.Seen look(int threads) throws Trouble {
    Set<String> all = review.rules().stream().map(Rule::id).collect(Collectors.toSet());
    return review.look(new Review.Request(folder, _ -> false, threads, all), Progress.SILENT);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
