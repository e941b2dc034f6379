package dev.backlight.crimes.serialization;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Quantity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A mapper, schema or compiled pattern that is built again for each row or request.
public final class SerializerPerRow {

  public static final Crime CRIME =
      Crime.named("serializer-per-row")
          .title("Serializer built again and again")
          .theme("serialization")
          .category(RESPONSE_TIMES)
          .why(
              """
              Building a mapper, a schema validator or a serializer reads types by reflection or
              compiles code, and throws the caches away that make its later calls fast.
              """)
          .remedy(PYTHON, "Build it once at module level: a `TypeAdapter`, schema or template.")
          .remedy(JAVASCRIPT, "Compile the schema once at module level.")
          .remedy(CSHARP, "Keep one `static readonly JsonSerializerOptions`.")
          .remedy(JAVA, "Keep one `static final ObjectMapper`, or inject it.")
          .cost("N * t_init", "t_init", "ms", "per request")
          .seenBy(SerializerPerRow::judge)
          .example(
              PYTHON,
              """
              from pydantic import TypeAdapter

              def parse(rows):
                  result = []
                  for row in rows:
                      adapter = TypeAdapter(Order)  # guilty
                      result.append(adapter.validate_python(row))
                  return result
              """,
              """
              from pydantic import TypeAdapter

              ORDER = TypeAdapter(Order)

              def parse(rows):
                  return [ORDER.validate_python(row) for row in rows]
              """)
          .example(
              JAVASCRIPT,
              """
              import { buildSchema } from 'graphql';

              export function check(documents: string[]) {
                const checked = [];
                for (const document of documents) {
                  const schema = buildSchema(SOURCE); // guilty
                  checked.push(run(schema, document));
                }
                return checked;
              }
              """,
              """
              import { buildSchema } from 'graphql';
              const schema = buildSchema(SOURCE);

              export function check(documents: string[]) {
                return documents.map(document => run(schema, document));
              }
              """)
          .example(
              CSHARP,
              """
              using System.Text.Json;

              public class Writer
              {
                  public List<string> Write(List<Order> orders)
                  {
                      var lines = new List<string>();
                      foreach (var order in orders)
                      {
                          lines.Add(JsonSerializer.Serialize(order, new JsonSerializerOptions())); // guilty
                      }
                      return lines;
                  }
              }
              """,
              """
              using System.Text.Json;

              public class Writer
              {
                  private static readonly JsonSerializerOptions Options = new JsonSerializerOptions();

                  public List<string> Write(List<Order> orders)
                  {
                      var lines = new List<string>();
                      foreach (var order in orders)
                      {
                          lines.Add(JsonSerializer.Serialize(order, Options));
                      }
                      return lines;
                  }
              }
              """)
          .example(
              JAVA,
              """
              import com.fasterxml.jackson.databind.ObjectMapper;
              import java.util.List;

              class Writer {
                void write(List<Order> orders) throws Exception {
                  for (Order order : orders) {
                    ObjectMapper mapper = new ObjectMapper(); // guilty
                    send(mapper.writeValueAsString(order));
                  }
                }
              }
              """,
              """
              import com.fasterxml.jackson.databind.ObjectMapper;
              import java.util.List;

              class Writer {
                private static final ObjectMapper MAPPER = new ObjectMapper();

                void write(List<Order> orders) throws Exception {
                  for (Order order : orders) {
                    send(MAPPER.writeValueAsString(order));
                  }
                }
              }
              """)
          .declare();

  /// Patterns and formatters cost microseconds: they matter in loops, not once in a request.
  private static final Pattern LIGHT =
      Pattern.compile(
          "(?i).*(pattern|regex|dateformat|formatter|compile|template|marshmallow|gson|decimal).*");

  private static final Quantity ONCE =
      Quantity.configured("N", 2, "builds", "once in each request");
  private static final Set<String> BEANS =
      Set.of("Bean", "Produces", "Provides", "PostConstruct", "BeforeAll", "Singleton");

  private SerializerPerRow() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .sites()
        .filter(site ->
            site.isCall() && site.has(Word.MAPPER) && site.words().argument(Word.MAPPER).isEmpty())
        .filter(site -> builds(site) && !kept(site))
        .flatMap(site -> sighting(scene, site));
  }

  private static boolean builds(Site site) {
    return !site.in().is(Trait.MODULE)
        && !site.in().is(Trait.CONSTRUCTOR)
        && site.in().decl().annotations().stream().noneMatch(a -> BEANS.contains(a.simpleName()));
  }

  private static boolean kept(Site site) {
    return site.use() == Site.Use.STORED
        || site.use() == Site.Use.RETURNED
        || field(site)
        || configures(site.in());
  }

  /// An assignment to a field of the class, written without `this`.
  private static boolean field(Site site) {
    return !site.boundTo().isEmpty()
        && site.in().owner().filter(o -> o.field(site.boundTo()).isPresent()).isPresent();
  }

  private static boolean configures(Fn fn) {
    return fn.name()
        .matches("(?i)(configure|create|build|init|setup|new|make|get_?(mapper|gson)).*");
  }

  private static Stream<Sighting> sighting(Scene scene, Site site) {
    boolean perRow = site.loops().stream().anyMatch(loop -> !loop.fixed()) && constant(site);
    if (perRow) {
      return Stream.of(
          scene.at(CRIME, site).says("`" + site.name() + "` is built again for each element"));
    }
    boolean perRequest =
        scene.reach(site.in()) == Reach.REQUEST
            && !LIGHT.matcher(site.name()).matches()
            && constant(site);
    return perRequest
        ? Stream.of(
            scene
                .at(CRIME, site)
                .quantity(ONCE)
                .sure(Confidence.MEDIUM)
                .says("`" + site.name() + "` is built again in each request"))
        : Stream.empty();
  }

  /// What is built from the loop's own values cannot be built before it.
  private static boolean constant(Site site) {
    for (Argument argument : site.call().arguments()) {
      boolean varies =
          Walker.anyExpression(
              argument.value(),
              expr ->
                  expr instanceof Expr.Name n
                      && (site.loops().stream().anyMatch(l -> l.variables().contains(n.id()))
                          || site.in().decl().parameters().stream()
                              .anyMatch(p -> p.name().equals(n.id()))
                          || Character.isLowerCase(n.id().charAt(0)) && !n.id().equals("this")));
      if (varies) {
        return false;
      }
    }
    return true;
  }
}
