package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A condition or order that no index can serve: a pattern that begins with a wildcard, a function
/// around the column, a random order.
public final class UnsargableFilter {

  public static final Crime CRIME =
      Crime.named("unsargable-filter")
          .title("A filter that no index can serve")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              An index is sorted by the column's own values from their beginning. A pattern that begins
              with a wildcard, a function around the column and a random order all make the database
              read the whole table for every request.
              """)
          .remedy(
              PYTHON,
              "Search with a trigram (`GinIndex(opclasses=[\"gin_trgm_ops\"])`) or full-text index; for"
                  + " a random row choose a random id.")
          .remedy(
              JAVASCRIPT,
              "Search with a trigram or full-text index; compare the column itself (`created_at >= $1"
                  + " AND created_at < $2`), or index the expression.")
          .remedy(
              CSHARP,
              "Compare the column itself: a case-insensitive collation instead of `ToLower()`, a range"
                  + " instead of `.Date`; full-text search instead of `Contains`.")
          .remedy(
              JAVA,
              "Compare the column itself or index the expression; a trigram or full-text index instead"
                  + " of `like '%…'`.")
          .cost("rows * t_row", "log2(rows) * t_page + matched * t_row", "ms", "per request")
          .seenBy(UnsargableFilter::judge)
          .example(
              PYTHON,
              """
              from django.db import models

              class Product(models.Model):
                  name = models.CharField(max_length=80)

              def some():
                  return list(Product.objects.order_by("?")[:5])  # guilty
              """,
              """
              from django.db import models

              class Product(models.Model):
                  name = models.CharField(max_length=80)

              def some(start):
                  return list(Product.objects.filter(id__gte=start).order_by("id")[:5])
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function user(email: string) {
                return pool.query('SELECT id, name FROM users WHERE LOWER(email) = $1 LIMIT 1', [email]); // guilty
              }
              """,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function user(email: string) {
                return pool.query('SELECT id, name FROM users WHERE email = $1 LIMIT 1', [email.toLowerCase()]);
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<User> Users { get; set; }
              }

              public class Accounts
              {
                  private readonly ShopContext _context;

                  public async Task<User> By(string email)
                  {
                      return await _context.Users.FirstOrDefaultAsync(u => u.Email.ToLower() == email); // guilty
                  }
              }
              """,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<User> Users { get; set; }
              }

              public class Accounts
              {
                  private readonly ShopContext _context;

                  public async Task<User> By(string email)
                  {
                      return await _context.Users.FirstOrDefaultAsync(u => u.NormalizedEmail == email.ToLower());
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.List;
              import org.springframework.jdbc.core.JdbcTemplate;

              class Catalogue {
                private final JdbcTemplate jdbc;

                Catalogue(JdbcTemplate jdbc) {
                  this.jdbc = jdbc;
                }

                List<String> search(String part) {
                  return jdbc.queryForList("select name from products where name like '%' || ? || '%' limit 20", String.class, part); // guilty
                }
              }
              """,
              """
              import java.util.List;
              import org.springframework.jdbc.core.JdbcTemplate;

              class Catalogue {
                private final JdbcTemplate jdbc;

                Catalogue(JdbcTemplate jdbc) {
                  this.jdbc = jdbc;
                }

                List<String> search(String start) {
                  return jdbc.queryForList("select name from products where name like ? || '%' limit 20", String.class, start);
                }
              }
              """)
          .declare();

  private static final Set<String> INSIDE =
      Set.of("icontains", "contains", "iendswith", "endswith", "iregex", "regex");
  private static final Set<String> FUNCTIONS =
      Set.of(
          "LOWER",
          "UPPER",
          "DATE",
          "YEAR",
          "MONTH",
          "CAST",
          "TRIM",
          "SUBSTRING",
          "SUBSTR",
          "DATE_TRUNC",
          "TO_CHAR",
          "LENGTH",
          "CONCAT",
          "ABS",
          "MD5");
  private static final Set<String> LAMBDA_FUNCTIONS =
      Set.of("ToLower", "ToUpper", "ToLowerInvariant", "ToUpperInvariant", "Substring", "Trim");
  private static final Set<String> LAMBDA_INSIDE = Set.of("Contains", "EndsWith");

  private UnsargableFilter() {}

  /// What makes a condition unfit for an index, and how sure that is a matter of speed.
  private record Fault(String what, Confidence confidence) {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .flatMap(fn -> {
          Set<Integer> seen = new HashSet<>();
          return fn.sites().stream()
              .filter(Site::isCall)
              .filter(site -> site.has(Word.DATABASE) || site.has(Word.BUILDS))
              .flatMap(site ->
                  fault(site).stream()
                      .filter(fault ->
                          seen.add(scene.at(CRIME, site).says("").location().span().startLine()))
                      .map(fault ->
                          scene
                              .at(CRIME, site)
                              .sure(fault.confidence())
                              .label(site.location(), "reads the whole table")
                              .says(fault.what() + ", which no ordinary index can serve")));
        });
  }

  private static Optional<Fault> fault(Site site) {
    return sql(site)
        .or(() ->
            switch (site.in().unit().language()) {
              case PYTHON -> python(site.call());
              case CSHARP -> csharp(site);
              case JAVASCRIPT, JAVA, CONFIG -> Optional.empty();
            });
  }

  private static Optional<Fault> sql(Site site) {
    if (!site.has(Word.DATABASE)) {
      return Optional.empty();
    }
    Optional<Sql> found = Sql.in(site.call(), site.arguments());
    if (found.isEmpty() || found.get().writes()) {
      return Optional.empty();
    }
    Sql sql = found.get();
    if (sql.ordersRandomly()) {
      return Optional.of(new Fault("the rows are put in a random order", Confidence.HIGH));
    }
    if (sql.matchesInside()) {
      return Optional.of(
          new Fault("the pattern of LIKE begins with a wildcard", Confidence.MEDIUM));
    }
    return function(sql.tokens())
        .map(name ->
            new Fault("`" + name + "(…)` stands around the filtered column", Confidence.MEDIUM));
  }

  /// `WHERE LOWER(email) = …`: a function around a plain column, compared with a parameter.
  private static Optional<String> function(List<String> tokens) {
    int where = tokens.indexOf("WHERE");
    for (int i = where + 1; where >= 0 && i + 4 < tokens.size(); i++) {
      String token = tokens.get(i);
      if (token.equals("ORDER") || token.equals("GROUP") || token.equals("LIMIT")) {
        return Optional.empty();
      }
      boolean begins =
          tokens.get(i - 1).equals("WHERE")
              || tokens.get(i - 1).equals("AND")
              || tokens.get(i - 1).equals("OR")
              || tokens.get(i - 1).equals("(");
      if (begins && FUNCTIONS.contains(token) && tokens.get(i + 1).equals("(")) {
        int end = tokens.subList(i, tokens.size()).indexOf(")") + i;
        boolean column = Character.isLetter(tokens.get(i + 2).charAt(0));
        if (column
            && end > i
            && end + 1 < tokens.size()
            && Set.of("=", "<", ">", "LIKE", "IN", "BETWEEN").contains(tokens.get(end + 1))) {
          return Optional.of(token);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Fault> python(Expr.Call call) {
    if (!(call.callee() instanceof Expr.Member m)) {
      return Optional.empty();
    }
    if (m.name().equals("order_by")) {
      return call.arguments().stream().map(Argument::value).anyMatch(UnsargableFilter::random)
          ? Optional.of(new Fault("the rows are put in a random order", Confidence.HIGH))
          : Optional.empty();
    }
    if (!Set.of("filter", "exclude", "get", "where").contains(m.name())) {
      return Optional.empty();
    }
    List<String> lookups = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      lookups.add(argument.name());
      Walker.expressions(
          argument.value(),
          expr -> {
            if (expr instanceof Expr.Call c
                && c.callee() instanceof Expr.Name n
                && n.id().equals("Q")) {
              c.arguments().forEach(a -> lookups.add(a.name()));
            }
          });
    }
    return lookups.stream()
        .filter(name -> name.contains("__"))
        .map(name -> name.substring(name.lastIndexOf("__") + 2))
        .filter(INSIDE::contains)
        .findFirst()
        .map(name -> new Fault("`" + name + "` matches inside the text", Confidence.LOW));
  }

  private static boolean random(Expr expr) {
    return expr instanceof Expr.Literal l && l.text().equals("?")
        || expr instanceof Expr.Call c
            && (c.callee() instanceof Expr.Name n && n.id().equals("Random")
                || c.callee() instanceof Expr.Member f
                    && Set.of("random", "rand").contains(f.name())
                    && f.receiver() instanceof Expr.Name r
                    && r.id().equals("func"));
  }

  private static Optional<Fault> csharp(Site site) {
    for (Argument argument : site.call().arguments()) {
      if (argument.value() instanceof Expr.Lambda lambda) {
        FunctionDecl function = site.in().unit().file().functions().get(lambda.function());
        if (function.parameters().size() == 1 && translates(site)) {
          Optional<Fault> fault = lambda(function, site);
          if (fault.isPresent()) {
            return fault;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean translates(Site site) {
    return site.has(Word.FILTERS) || site.has(Word.ORDERS);
  }

  /// `u => u.Email.ToLower() == email`: the function is on the row's side.
  private static Optional<Fault> lambda(FunctionDecl function, Site site) {
    String row = function.parameters().getFirst().name();
    List<Fault> found = new ArrayList<>();
    for (Expr.Call call : Walker.calls(function.body())) {
      if (!(call.callee() instanceof Expr.Member m)) {
        continue;
      }
      if (m.name().equals("NewGuid") && site.has(Word.ORDERS)) {
        found.add(new Fault("the rows are put in a random order", Confidence.HIGH));
      } else if (site.has(Word.FILTERS) && column(m.receiver(), row)) {
        if (LAMBDA_FUNCTIONS.contains(m.name())) {
          found.add(
              new Fault(
                  "`" + m.name() + "()` stands around the filtered column", Confidence.MEDIUM));
        } else if (m.name().equals("EndsWith")
            || LAMBDA_INSIDE.contains(m.name()) && searched(call, row)) {
          found.add(new Fault("`" + m.name() + "` matches inside the text", Confidence.LOW));
        }
      }
    }
    return found.stream().findFirst();
  }

  /// A search for a text, not membership in a relation.
  private static boolean searched(Expr.Call call, String row) {
    return call.arguments().size() == 1
        && call.arguments().getFirst().value() instanceof Expr.Name n
        && !n.id().equals(row)
        && n.id().toLowerCase(Locale.ROOT).matches(".*(search|term|name|text|query|filter).*");
  }

  private static boolean column(Expr expr, String row) {
    return expr instanceof Expr.Member m
        && (m.receiver() instanceof Expr.Name n && n.id().equals(row) || column(m.receiver(), row));
  }
}
