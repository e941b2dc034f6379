package dev.backlight.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class PageTest {

  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>.*?</script>");
  private static final Pattern STYLE = Pattern.compile("(?s)<style>.*?</style>");

  private static final String PAGE =
      Reports.text(
          Sample.report(), Format.HTML, ReportOptions.DEFAULT.withJsonLink("javascript:alert(1)"));

  @TempDir private Path folder;

  @Test
  void thePageIsWellFormedWithoutHandlersAndWithOneScript() throws Exception {
    assertThat(SCRIPT.matcher(PAGE).results()).hasSize(1);
    String markup =
        STYLE
            .matcher(SCRIPT.matcher(PAGE).replaceAll(""))
            .replaceAll("")
            .replaceFirst("<!.*?>", "");
    NodeList all =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(markup)))
            .getElementsByTagName("*");

    List<String> ids = new ArrayList<>();
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertThat(element.getTagName()).isNotIn("img", "iframe", "object", "base", "link", "form");
      for (int a = 0; a < element.getAttributes().getLength(); a++) {
        assertThat(element.getAttributes().item(a).getNodeName()).doesNotStartWith("on");
      }
      ids.add(element.getAttribute("id"));
      String href = element.getAttribute("href");
      assertThat(href).matches("|#.*|\\./.*");
      targets.add(href.startsWith("#") ? href.substring(1) : "");
    }
    assertThat(ids).containsAll(targets);
    ids.removeIf(String::isEmpty);
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void thePageAsksNobodyForAnything() {
    assertThat(SCRIPT.matcher(PAGE).replaceAll("")).doesNotContainPattern("(src|href)=\"https?:");
    assertThat(STYLE.matcher(PAGE).results().map(r -> r.group()))
        .noneMatch(style -> style.contains("url(") || style.contains("@import"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void nothingHindersAccessAndNothingHostileRuns(String theme) throws Exception {
    Optional<Path> browser = browser();
    if (browser.isEmpty()) {
      System.out.println("skipped: no chromium, google-chrome or chrome on the PATH");
    }
    assumeTrue(browser.isPresent(), "no browser on the PATH");

    String dom = dom(browser.get(), tested(theme));

    Matcher result = Pattern.compile("data-axe=\"([^\"]*)\"").matcher(dom);
    assertThat(result.find()).as("axe did not finish: %s", dom.length()).isTrue();
    assertThat(result.group(1)).isEqualTo("0 violations");
    assertThat(dom).doesNotContain("data-pwned").contains("class=\"scripted\"");
  }

  /// The page with every case open, axe, and an alarm that hostile text would set off.
  private static String tested(String theme) throws IOException {
    String axe;
    try (InputStream in = PageTest.class.getResourceAsStream(AXE)) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String run =
        """
        document.documentElement.dataset.theme = '%s';
        document.querySelectorAll('details').forEach(function (d) { d.open = true; });
        axe.run({resultTypes: ['violations']}).then(function (r) {
          document.documentElement.dataset.axe = r.violations.length === 0 ? '0 violations'
            : r.violations.map(function (v) {
                return v.id + ' ' + v.nodes.length + ' ' + v.nodes[0].target + ' ' +
                  v.nodes[0].failureSummary; }).join('; ');
        }, function (e) { document.documentElement.dataset.axe = 'failed: ' + e; });
        """
            .formatted(theme);
    String alarm =
        "window.alert = function () { document.documentElement.dataset.pwned = 'yes'; };";
    return PAGE.replaceFirst("<meta http-equiv[^>]*>", "")
        .replace("<style>", "<script>" + alarm + "</script><style>")
        .replace("</body>", "<script>" + axe + "</script><script>" + run + "</script></body>");
  }

  private String dom(Path browser, String page) throws IOException, InterruptedException {
    Path file = folder.resolve("page.html");
    Path dom = folder.resolve("dom.html");
    Files.writeString(file, page);
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=1280,900",
                "--virtual-time-budget=60000",
                "--dump-dom",
                file.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(dom);
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(folder ->
            Stream.of("chromium", "google-chrome", "chrome")
                .map(name -> Path.of(folder.isEmpty() ? "." : folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
