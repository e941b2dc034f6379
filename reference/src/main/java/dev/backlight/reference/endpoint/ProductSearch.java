package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Database;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Problem;
import dev.backlight.reference.web.Query;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/// `GET /api/products/search?q=books`: the first products with this in their name or category.
public final class ProductSearch {

  private static final int SHOWN = 20;

  private ProductSearch() {}

  /// A function around the columns hides them from every index, so each row is read; all that match
  /// are loaded whole, and the service throws away what it does not show.
  public record Guilty(Database database) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      List<Product> found =
          database.list(
              "SELECT * FROM products WHERE lower(name || ' ' || category) LIKE ? ORDER BY id",
              Product::of,
              pattern(request));
      Json.send(response, new Found(found.stream().limit(SHOWN).map(Product::shown).toList()));
    }
  }

  /// The same expression as the trigram index, the columns that are shown, and no more rows.
  public record Redeemed(Database database) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      List<Product.Shown> found =
          database.list(
              """
              SELECT id, name, category, price FROM products
              WHERE name || ' ' || category ILIKE ? ORDER BY id LIMIT ?
              """,
              Product.Shown::of,
              pattern(request),
              SHOWN);
      Json.send(response, new Found(found));
    }
  }

  /// Anything that contains the term, in which `%` and `_` are characters like others.
  private static String pattern(ServerRequest request) {
    String term = Query.text(request, "q").orElse("").strip();
    if (term.length() < 3 || term.length() > 50) {
      throw Problem.badRequest("'q' must have 3 to 50 characters.");
    }
    String literal = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    return "%" + literal.toLowerCase(Locale.ROOT) + "%";
  }

  private record Found(List<Product.Shown> products) {}
}
