package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Breadth;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.QueryChain;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A row is looked up by columns that no index in the tree covers.
public final class UnindexedLookup {

  public static final Crime CRIME =
      Crime.named("unindexed-lookup")
          .title("Looked up by a column without an index")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              Without an index the database reads every row to find a few. It goes unnoticed with the
              hundred rows of a test, and takes seconds with a million.
              """)
          .remedy(PYTHON, "`db_index=True`, `unique=True` or `Meta.indexes` on what is looked up.")
          .remedy(JAVASCRIPT, "`@Index()` or `@Column({ unique: true })` on what is looked up.")
          .remedy(CSHARP, "`HasIndex(x => x.Column)` or `[Index(nameof(Column))]`.")
          .cost("rows * t_row", "log2(rows) * t_page + matched * t_row", "ms", "per request")
          .seenBy(UnindexedLookup::judge)
          .example(
              PYTHON,
              """
              from django.db import models

              class Customer(models.Model):
                  email = models.CharField(max_length=80)

              def by_email(email):
                  return Customer.objects.get(email=email)  # guilty
              """,
              """
              from django.db import models

              class Customer(models.Model):
                  email = models.CharField(max_length=80, db_index=True)

              def by_email(email):
                  return Customer.objects.get(email=email)
              """)
          .example(
              JAVASCRIPT,
              """
              import { Column, Entity, PrimaryGeneratedColumn, Repository } from 'typeorm';

              @Entity()
              export class Customer {
                @PrimaryGeneratedColumn() id: number;
                @Column() email: string;
              }

              export class Customers {
                constructor(private customers: Repository<Customer>) {}

                byEmail(email: string) {
                  return this.customers.findOne({ where: { email } }); // guilty
                }
              }
              """,
              """
              import { Column, Entity, Index, PrimaryGeneratedColumn, Repository } from 'typeorm';

              @Entity()
              export class Customer {
                @PrimaryGeneratedColumn() id: number;
                @Index() @Column() email: string;
              }

              export class Customers {
                constructor(private customers: Repository<Customer>) {}

                byEmail(email: string) {
                  return this.customers.findOne({ where: { email } });
                }
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.EntityFrameworkCore;

              public class Customer
              {
                  public int Id { get; set; }
                  public string Email { get; set; }
              }

              public class ShopContext : DbContext
              {
                  public DbSet<Customer> Customers { get; set; }
              }

              public class Accounts
              {
                  private readonly ShopContext _context;

                  public async Task<Customer> By(string email)
                  {
                      return await _context.Customers.FirstOrDefaultAsync(c => c.Email == email); // guilty
                  }
              }
              """,
              """
              using Microsoft.EntityFrameworkCore;

              public class Customer
              {
                  public int Id { get; set; }
                  public string Email { get; set; }
              }

              public class ShopContext : DbContext
              {
                  public DbSet<Customer> Customers { get; set; }

                  protected override void OnModelCreating(ModelBuilder builder)
                  {
                      builder.Entity<Customer>().HasIndex(c => c.Email).IsUnique();
                  }
              }

              public class Accounts
              {
                  private readonly ShopContext _context;

                  public async Task<Customer> By(string email)
                  {
                      return await _context.Customers.FirstOrDefaultAsync(c => c.Email == email);
                  }
              }
              """)
          .declare();

  private UnindexedLookup() {}

  private static Stream<Sighting> judge(Scene scene) {
    Indexed indexed = Indexed.of(scene.program());
    Set<String> seen = new HashSet<>();
    return scene
        .functions()
        .sequential()
        .flatMap(fn -> fn.sites().stream())
        .filter(site -> site.isCall() && site.has(Word.DATABASE) && !site.has(Word.WRITE))
        .flatMap(
            site -> entity(site).flatMap(cls -> lookup(scene, indexed, seen, site, cls)).stream());
  }

  private static Optional<Sighting> lookup(
      Scene scene, Indexed indexed, Set<String> seen, Site site, Cls entity) {
    List<String> columns = columns(site);
    if (columns.isEmpty()
        || columns.stream().anyMatch(column -> indexed.covers(entity, column))
        || columns.stream().noneMatch(column -> indexed.selective(entity, column))
        || !seen.add(entity + " " + columns)) {
      return Optional.empty();
    }
    return Optional.of(
        scene
            .at(CRIME, site)
            .sure(
                Breadth.of(site) == Breadth.SMALL || columns.size() > 1
                    ? Confidence.LOW
                    : Confidence.MEDIUM)
            .label(site.location(), "no index on " + String.join(", ", columns))
            .says(
                "`"
                    + entity.name()
                    + "` is looked up by `"
                    + String.join("`, `", columns)
                    + "`, which nothing in the tree indexes"));
  }

  /// The class whose rows are looked up, if its mapping is in the tree.
  private static Optional<Cls> entity(Site site) {
    if (!(site.receiver() instanceof Value.Known known)
        || !known.certain()
        || known.arguments().isEmpty()) {
      return Optional.empty();
    }
    return switch (known.arguments().getFirst()) {
      case Value.Instance i -> Optional.of(i.type());
      case Value.ClassOf c -> Optional.of(c.type());
      default -> Optional.empty();
    };
  }

  /// The columns compared for equality; empty if anything else narrows the rows.
  private static List<String> columns(Site site) {
    List<String> columns = new ArrayList<>();
    for (Expr.Call call : QueryChain.of(site).calls()) {
      if (!(call.callee() instanceof Expr.Member m)) {
        continue;
      }
      boolean known =
          switch (site.in().unit().language()) {
            case PYTHON -> python(m.name(), call, columns);
            case CSHARP -> csharp(site, call, columns);
            case JAVASCRIPT -> javascript(call, columns);
            case JAVA, CONFIG -> false;
          };
      if (!known) {
        return List.of();
      }
    }
    return columns;
  }

  private static boolean python(String name, Expr.Call call, List<String> into) {
    if (!Set.of("filter", "get").contains(name)) {
      return !name.equals("exclude");
    }
    for (Argument argument : call.arguments()) {
      if (argument.name().isEmpty() || argument.name().contains("__")) {
        return false;
      }
      into.add(argument.name());
    }
    return true;
  }

  private static boolean csharp(Site site, Expr.Call call, List<String> into) {
    for (Argument argument : call.arguments()) {
      if (!(argument.value() instanceof Expr.Lambda lambda)) {
        continue;
      }
      FunctionDecl function = site.in().unit().file().functions().get(lambda.function());
      String name = call.callee() instanceof Expr.Member m ? m.name() : "";
      if (!name.startsWith("Where") && !name.startsWith("First") && !name.startsWith("Single")) {
        continue;
      }
      boolean[] plain = {function.parameters().size() == 1};
      Walker.expressions(
          function.body(),
          expr -> {
            if (expr instanceof Expr.Call
                || expr instanceof Expr.Operation o && !Set.of("==", "&&").contains(o.operator())) {
              plain[0] = false;
            }
            if (expr instanceof Expr.Operation o && o.operator().equals("==")) {
              o.operands().stream()
                  .filter(x ->
                      x instanceof Expr.Member m
                          && m.receiver() instanceof Expr.Name n
                          && n.id().equals(function.parameters().getFirst().name()))
                  .forEach(x -> into.add(((Expr.Member) x).name()));
            }
          });
      if (!plain[0]) {
        return false;
      }
    }
    return true;
  }

  private static boolean javascript(Expr.Call call, List<String> into) {
    for (Argument argument : call.arguments()) {
      if (!(argument.value() instanceof Expr.Collection options)) {
        continue;
      }
      for (Expr.Collection.Entry entry : options.entries()) {
        if (entry.key() instanceof Expr.Literal key && key.text().equals("where")) {
          if (!(entry.value() instanceof Expr.Collection where)
              || where.kind() != Expr.Collection.Kind.MAP) {
            return false;
          }
          for (Expr.Collection.Entry condition : where.entries()) {
            if (condition.spread()
                || !(condition.key() instanceof Expr.Literal column)
                || condition.value() instanceof Expr.Collection) {
              return false;
            }
            into.add(column.text());
          }
        }
      }
    }
    return true;
  }

  static Optional<TypeDecl.Field> field(Cls entity, String column) {
    Optional<TypeDecl.Field> own = entity.field(column);
    if (own.isPresent()) {
      return own;
    }
    return entity.parents().stream()
        .map(parent -> field(parent, column))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
