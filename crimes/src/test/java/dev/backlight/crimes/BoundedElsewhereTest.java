package dev.backlight.crimes;

import static dev.backlight.crimes.Trial.found;
import static dev.backlight.crimes.Trial.sure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What has no bound of its own, but one of its server, its connection or its one filling.
class BoundedElsewhereTest {

  @Test
  void whatIsFilledWhereItWasEmptyDoesNotGrow() {
    String code =
        """
        package shop;

        import java.util.ArrayList;
        import java.util.List;
        import org.springframework.web.bind.annotation.GetMapping;
        import org.springframework.web.bind.annotation.RestController;

        @RestController
        class Logs {
          private static final List<String> seen = new ArrayList<>();

          @GetMapping("/logs")
          String logs(String line) {
            if (%s) {
              synchronized (Logs.class) {
                seen.add(line);
              }
            }
            return seen.getFirst();
          }
        }
        """;

    assertThat(found("growing-collection", "Logs.java", code.formatted("seen.isEmpty()")))
        .isFalse();
    assertThat(found("growing-collection", "Logs.java", code.formatted("seen.size() == 0")))
        .isFalse();
    assertThat(found("growing-collection", "Logs.java", code.formatted("line.isEmpty()"))).isTrue();
  }

  @Test
  void whatIsFilledByTheFirstWhoAsksDoesNotGrow() {
    String code =
        """
        using System.Collections.Generic;
        using Microsoft.AspNetCore.Mvc;

        public class Filters : ControllerBase
        {
            private static readonly List<string> words = new();
            private static bool filled;

            [HttpGet("/filter")]
            public async Task<string> Filter(string text)
            {
                if (%s) await Fill();
                return words.Contains(text) ? "" : text;
            }

            private async Task Fill()
            {
                foreach (var word in await _db.Words.ToListAsync())
                {
                    words.Add(word.Text);
                }
                filled = true;
            }
        }
        """;

    assertThat(found("growing-collection", "F.cs", code.formatted("!filled"))).isFalse();
    assertThat(found("growing-collection", "F.cs", code.formatted("words.Count == 0"))).isFalse();
    assertThat(found("growing-collection", "F.cs", code.formatted("text != null"))).isTrue();
  }

  @Test
  void kestrelBoundsUploadsUnlessItIsTold() {
    String code =
        """
        using Microsoft.AspNetCore.Mvc;
        using System.IO;

        public class Uploads : ControllerBase
        {
            [HttpPost("/uploads")]
            %s
            public async Task<IActionResult> Post(IFormFile file)
            {
                using var buffer = new MemoryStream();
                await file.CopyToAsync(buffer);
                await _store.SaveAsync(buffer.ToArray());
                return Ok();
            }
        }
        """;

    assertThat(sure("whole-dataset-in-memory", "Uploads.cs", code.formatted("")))
        .isEqualTo(Confidence.LOW);
    assertThat(
            sure(
                "whole-dataset-in-memory",
                "Uploads.cs",
                code.formatted("[DisableRequestSizeLimit]")))
        .isNotEqualTo(Confidence.LOW);
  }

  @Test
  void aStatementClosesWithTheConnectionThatTheCallerLends() {
    String code =
        """
        package shop;

        import java.sql.Connection;
        import java.sql.PreparedStatement;
        import javax.sql.DataSource;

        class Orders {
          private DataSource source;

          void touch(%s) throws Exception {
            %s
            PreparedStatement statement = connection.prepareStatement("update orders set seen = 1");
            statement.execute();
          }
        }
        """;

    assertThat(sure("unclosed-resource", "O.java", code.formatted("Connection connection", "")))
        .isEqualTo(Confidence.LOW);
    assertThat(
            sure(
                "unclosed-resource",
                "O.java",
                code.formatted("", "Connection connection = source.getConnection();")))
        .isNotEqualTo(Confidence.LOW);
  }

  @Test
  void whoSendsTheInputDecidesHowMuchItsTypesMatter() {
    String code =
        """
        using Newtonsoft.Json;

        public class Messages
        {
            public object Read(string %s)
            {
                var settings = new JsonSerializerSettings();
                settings.TypeNameHandling = TypeNameHandling.Objects;
                return JsonConvert.DeserializeObject(%s, settings);
            }
        }
        """;

    assertThat(sure("unsafe-deserialization", "M.cs", code.formatted("requestBody", "requestBody")))
        .isNotEqualTo(Confidence.LOW);
    assertThat(sure("unsafe-deserialization", "M.cs", code.formatted("saved", "saved")))
        .isEqualTo(Confidence.LOW);
  }

  @Test
  void aPoolOfTestsOrInsideTheProcessAsksNoServer() {
    String pool = "spring.datasource.hikari.maximum-pool-size=80\n";
    String url = "spring.datasource.url=jdbc:%s\n";

    assertThat(pools("src/main/resources", pool)).isTrue();
    assertThat(pools("src/main/resources", pool + url.formatted("postgresql://db/shop"))).isTrue();
    assertThat(pools("src/main/resources", pool + url.formatted("h2:mem:shop"))).isFalse();
    assertThat(pools("src/test/resources", pool)).isFalse();
  }

  private static boolean pools(String folder, String properties) {
    String application =
        """
        package shop;

        import org.springframework.boot.autoconfigure.SpringBootApplication;

        @SpringBootApplication
        class Shop {}
        """;
    return !Trial.of(
            Map.of(
                folder + "/application.properties",
                properties,
                "src/main/java/shop/Shop.java",
                application),
            "pool-exceeds-database")
        .isEmpty();
  }
}
