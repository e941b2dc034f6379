package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.JAVA;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Location;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Unit;
import dev.backlight.source.stack.Setting;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Spring keeps a session and its connection open until the response is written.
public final class OpenSessionInView {

  public static final Crime CRIME =
      Crime.named("open-session-in-view")
          .title("Session open until the response is written")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              Spring's default keeps the persistence session open while the view or JSON is written.
              Lazy relations then load one by one from there, out of sight, and the connection is
              held for the whole request, so the pool is empty long before the database is busy.
              """)
          .remedy(
              JAVA,
              "`spring.jpa.open-in-view=false`; load what the answer needs in the service with a join"
                  + " fetch, an entity graph or a projection.")
          .graded(Severity.MEDIUM)
          .seenBy(OpenSessionInView::judge)
          .example(
              JAVA,
              """
              import jakarta.persistence.Entity;
              import org.springframework.boot.SpringApplication;
              import org.springframework.boot.autoconfigure.SpringBootApplication;
              import org.springframework.data.jpa.repository.JpaRepository;
              import org.springframework.web.bind.annotation.GetMapping;
              import org.springframework.web.bind.annotation.RestController;

              @SpringBootApplication
              class Shop { // guilty
                public static void main(String[] args) {
                  SpringApplication.run(Shop.class, args);
                }
              }

              interface Orders extends JpaRepository<Order, Long> {}

              @RestController
              class OrderController {
                private final Orders orders;

                OrderController(Orders orders) {
                  this.orders = orders;
                }

                @GetMapping("/orders/{id}")
                Order one(Long id) {
                  return orders.findById(id).orElseThrow();
                }
              }
              """,
              """
              import org.springframework.boot.SpringApplication;
              import org.springframework.boot.autoconfigure.SpringBootApplication;
              import org.springframework.web.bind.annotation.GetMapping;
              import org.springframework.web.bind.annotation.RestController;

              @SpringBootApplication
              class Shop {
                public static void main(String[] args) {
                  SpringApplication.run(Shop.class, args);
                }
              }

              @RestController
              class OrderController {
                @GetMapping("/orders/{id}")
                String one(Long id) {
                  return "order " + id;
                }
              }
              """)
          .declare();

  private static final Set<String> CONTROLLERS = Set.of("RestController", "Controller");

  private OpenSessionInView() {}

  private static Stream<Sighting> judge(Scene scene) {
    List<Setting> settings = scene.settings().find("spring.jpa.open-in-view");
    if (settings.stream().anyMatch(s -> s.effective().equalsIgnoreCase("false"))) {
      return Stream.empty();
    }
    List<String> jpa =
        scene
            .units()
            .filter(unit -> unit.role() == Unit.Role.PRODUCT)
            .flatMap(unit -> unit.classes().stream())
            .filter(cls -> cls.isKnown("JpaRepository"))
            .map(cls -> cls.unit().path())
            .toList();
    boolean web =
        scene
            .units()
            .flatMap(unit -> unit.classes().stream())
            .anyMatch(cls -> annotated(cls, CONTROLLERS));
    Optional<Cls> application =
        scene
            .units()
            .filter(unit -> unit.role() == Unit.Role.PRODUCT)
            .flatMap(unit -> unit.classes().stream())
            .filter(cls ->
                annotated(cls, Set.of("SpringBootApplication"))
                    && !withoutWeb(cls)
                    && !withoutJpa(cls))
            .max(Comparator.comparing(cls -> nearest(cls.unit().path(), jpa)));
    if (jpa.isEmpty() || !web || application.isEmpty()) {
      return Stream.empty();
    }
    Optional<Setting> on = settings.stream().findFirst();
    Location place = on.map(Setting::place).orElseGet(() -> place(application.get()));
    return Stream.of(
        scene
            .at(CRIME, place)
            // A default that nobody chose costs what the views happen to load (decision 13).
            .sure(on.isPresent() ? Confidence.HIGH : Confidence.LOW)
            .label(place, "open-in-view is " + (on.isPresent() ? "on" : "on by default"))
            .says(
                on.isPresent()
                    ? "`spring.jpa.open-in-view` is switched on"
                    : "`spring.jpa.open-in-view` is not set, and Spring's default is on"));
  }

  /// How much of its path an application shares with a repository: the module that has both.
  private static int nearest(String path, List<String> repositories) {
    return repositories.stream()
        .mapToInt(other -> {
          int same = 0;
          while (same < Math.min(path.length(), other.length())
              && path.charAt(same) == other.charAt(same)) {
            same++;
          }
          return same;
        })
        .max()
        .orElse(0);
  }

  /// `new SpringApplicationBuilder().web(WebApplicationType.NONE)`.
  private static boolean withoutWeb(Cls cls) {
    return cls.methods().values().stream()
        .flatMap(List::stream)
        .anyMatch(fn -> ExprNames.all(fn).containsAll(Set.of("WebApplicationType", "NONE")));
  }

  /// `@SpringBootApplication(exclude = HibernateJpaAutoConfiguration.class)`: what opens the
  /// session is part of what is left out.
  private static boolean withoutJpa(Cls cls) {
    return cls.decl().annotations().stream()
        .flatMap(annotation -> annotation.arguments().stream())
        .flatMap(argument -> ExprNames.all(argument.value()).stream())
        .anyMatch("HibernateJpaAutoConfiguration"::equals);
  }

  private static Location place(Cls cls) {
    return cls.unit().location(cls.decl().nameStart(), cls.decl().nameEnd(), cls.name());
  }

  private static boolean annotated(Cls cls, Set<String> names) {
    return cls.decl().annotations().stream().map(Annotation::simpleName).anyMatch(names::contains);
  }
}
