package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.QueryChain;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Sql;
import dev.backlight.source.program.Value;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// More is loaded than anybody reads: every column, a relation by default, change tracking for rows
/// that never change, whole rows that are only deleted.
public final class OverFetching {

  public static final Crime CRIME =
      Crime.named("over-fetching")
          .title("More is loaded than is used")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              Columns, relations and snapshots that nobody reads are fetched, sent, mapped and kept all
              the same. The waste grows with each column and each relation that is added later.
              """)
          .remedy(
              PYTHON,
              "Name what is needed: `.only(…)`, `.values_list(…)`, `select(User.id, User.name)`.")
          .remedy(JAVASCRIPT, "Name the columns: `SELECT id, name`, Prisma `select`, `attributes`.")
          .remedy(
              CSHARP, "`AsNoTracking()` for what is only read, or `Select` into what is returned.")
          .remedy(
              JAVA,
              "`fetch = FetchType.LAZY` on every `@ManyToOne` and `@OneToOne`, and a join fetch or"
                  + " entity graph where the relation is needed.")
          .graded(Severity.LOW)
          .seenBy(OverFetching::judge)
          .example(
              PYTHON,
              """
              import psycopg

              def names(connection: psycopg.Connection, after):
                  rows = connection.execute("SELECT * FROM products WHERE id > %s LIMIT 50", (after,))  # guilty
                  return [row[1] for row in rows]
              """,
              """
              import psycopg

              def names(connection: psycopg.Connection, after):
                  rows = connection.execute("SELECT name FROM products WHERE id > %s LIMIT 50", (after,))
                  return [row[0] for row in rows]
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function names(after: number) {
                const { rows } = await pool.query('SELECT * FROM products WHERE id > $1 LIMIT 50', [after]); // guilty
                return rows.map(row => row.name);
              }
              """,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function names(after: number) {
                const { rows } = await pool.query('SELECT name FROM products WHERE id > $1 LIMIT 50', [after]);
                return rows.map(row => row.name);
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Product> Products { get; set; }
              }

              public class Catalogue
              {
                  private readonly ShopContext _context;

                  public async Task<List<Product>> Page(int after)
                  {
                      return await _context.Products.Where(p => p.Id > after).OrderBy(p => p.Id).Take(50).ToListAsync(); // guilty
                  }
              }
              """,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Product> Products { get; set; }
              }

              public class Catalogue
              {
                  private readonly ShopContext _context;

                  public async Task<List<Product>> Page(int after)
                  {
                      return await _context.Products.AsNoTracking().Where(p => p.Id > after).OrderBy(p => p.Id).Take(50).ToListAsync();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import jakarta.persistence.Entity;
              import jakarta.persistence.Id;
              import jakarta.persistence.ManyToOne;

              @Entity
              class Order {
                @Id Long id;

                @ManyToOne // guilty
                Customer customer;
              }

              @Entity
              class Customer {
                @Id Long id;
              }
              """,
              """
              import jakarta.persistence.Entity;
              import jakarta.persistence.FetchType;
              import jakarta.persistence.Id;
              import jakarta.persistence.ManyToOne;

              @Entity
              class Order {
                @Id Long id;

                @ManyToOne(fetch = FetchType.LAZY)
                Customer customer;
              }

              @Entity
              class Customer {
                @Id Long id;
              }
              """)
          .declare();

  private static final Set<String> TO_ONE = Set.of("ManyToOne", "OneToOne");
  private static final Set<String> TO_MANY = Set.of("OneToMany", "ManyToMany", "ElementCollection");

  private static final Set<String> CHANGES =
      Set.of(
          "SaveChanges",
          "SaveChangesAsync",
          "Remove",
          "RemoveRange",
          "Update",
          "UpdateRange",
          "Attach",
          "AttachRange",
          "Entry",
          "Add",
          "AddRange",
          "AddAsync",
          "AddRangeAsync");

  private OverFetching() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.of(columns(scene), eager(scene), tracking(scene), deleted(scene))
        .flatMap(found -> found);
  }

  /// `SELECT *`, but not inside `EXISTS (…)` or over a subquery that names its columns.
  private static Stream<Sighting> columns(Scene scene) {
    return scene
        .sites()
        .filter(site -> site.isCall() && site.has(Word.DATABASE))
        .filter(site ->
            Sql.in(site.call(), site.arguments())
                .filter(sql -> !sql.writes() && sql.selectsAll() && !sql.tokens().contains("WITH"))
                .isPresent())
        .map(site ->
            scene
                .at(CRIME, site)
                .sure(Confidence.MEDIUM)
                .label(site.location(), "every column")
                .says("`" + site.name() + "` selects every column"));
  }

  /// JPA loads `@ManyToOne` and `@OneToOne` at once unless told otherwise.
  private static Stream<Sighting> eager(Scene scene) {
    return scene
        .units()
        .filter(unit -> unit.language() == Language.JAVA)
        .flatMap(unit -> unit.classes().stream())
        .flatMap(cls ->
            cls.decl().fields().stream()
                .flatMap(field ->
                    field.annotations().stream()
                        .flatMap(annotation ->
                            eager(annotation)
                                .map(how -> eager(scene, cls, field, annotation, how))
                                .stream())));
  }

  private static Sighting eager(
      Scene scene, Cls cls, TypeDecl.Field field, Annotation annotation, String how) {
    return scene
        .at(CRIME, cls.unit().module(), annotation.start(), annotation.end())
        .says(
            "`"
                + cls.name()
                + "."
                + field.name()
                + "` is loaded with every `"
                + cls.name()
                + "`: `@"
                + annotation.simpleName()
                + "` is eager "
                + how);
  }

  private static Optional<String> eager(Annotation annotation) {
    boolean one = TO_ONE.contains(annotation.simpleName());
    if (!one && !TO_MANY.contains(annotation.simpleName())) {
      return Optional.empty();
    }
    Optional<String> fetch =
        annotation.arguments().stream()
            .filter(argument -> argument.name().equals("fetch"))
            .map(argument ->
                argument.value() instanceof Expr.Member m
                    ? m.name()
                    : argument.value() instanceof Expr.Name n ? n.id() : "")
            .findFirst();
    boolean inverse = annotation.arguments().stream().anyMatch(a -> a.name().equals("mappedBy"));
    if (fetch.isPresent()) {
      return fetch.get().equals("EAGER") ? Optional.of("here") : Optional.empty();
    }
    return one && !inverse ? Optional.of("by default") : Optional.empty();
  }

  /// Entities that are read with change tracking where nothing is changed.
  private static Stream<Sighting> tracking(Scene scene) {
    return scene
        .functions()
        .filter(fn -> fn.unit().language() == Language.CSHARP)
        .flatMap(fn -> fn.sites().stream())
        .filter(site -> tracked(site) && !changes(site.in()))
        .map(site ->
            scene
                .at(CRIME, site)
                .sure(Confidence.MEDIUM)
                .label(site.location(), "tracked, never changed")
                .says("`" + site.name() + "` tracks entities that this function only reads"));
  }

  private static boolean tracked(Site site) {
    return site.isCall()
        && site.has(Word.DATABASE)
        && site.words().hasAny(Word.MANY, Word.ONE)
        && !site.words().hasAny(Word.WRITE, Word.SCALAR)
        && !site.query().words().hasAny(Word.UNTRACKED, Word.PROJECTS, Word.AGGREGATES)
        && site.receiver() instanceof Value.Known known
        && Set.of("IQueryable", "DbSet").contains(known.type().name())
        && !inQuery(site)
        && (returned(site) || site.has(Word.MANY));
  }

  /// Part of another query's condition, which the database runs.
  private static boolean inQuery(Site site) {
    return site.in().decl().is(Trait.LAMBDA);
  }

  private static boolean returned(Site site) {
    return site.use() == Site.Use.RETURNED || site.use() == Site.Use.CHAINED;
  }

  private static boolean changes(Fn fn) {
    Fn whole = fn;
    for (int i = 0; i < 6 && whole.is(Trait.LAMBDA) && whole.enclosing().isPresent(); i++) {
      whole = whole.enclosing().get();
    }
    int start = whole.decl().start();
    int end = whole.decl().end();
    return fn.unit().functions().stream()
        .filter(one -> one.decl().start() >= start && one.decl().end() <= end)
        .anyMatch(one ->
            Walker.calls(one.decl().body()).stream()
                .anyMatch(
                    call -> call.callee() instanceof Expr.Member m && CHANGES.contains(m.name())));
  }

  /// `Model.objects.filter(pk__in=ids).delete()` loads whole rows of a model to delete them.
  private static Stream<Sighting> deleted(Scene scene) {
    return scene
        .sites()
        .filter(site -> site.in().unit().language() == Language.PYTHON && site.isCall())
        .filter(site -> site.call().callee() instanceof Expr.Member m && m.name().equals("delete"))
        .filter(site -> site.has(Word.WRITE) && !site.query().has(Word.PROJECTS))
        .filter(site ->
            QueryChain.of(site).calls().stream()
                .flatMap(call -> call.arguments().stream())
                .anyMatch(argument ->
                    argument.name().endsWith("pk__in") || argument.name().endsWith("id__in")))
        .map(site ->
            scene
                .at(CRIME, site)
                .sure(Confidence.LOW)
                .label(site.location(), "whole rows")
                .says(
                    "`"
                        + site.name()
                        + "` may load whole rows, large columns included, to delete"
                        + " them: add `.only(\"pk\")`"));
  }
}
