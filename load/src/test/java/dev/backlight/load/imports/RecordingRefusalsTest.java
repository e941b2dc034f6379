package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.scenario.ScenarioYaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What recordings, descriptions and command lines hold that cannot be sent is refused or noted
/// with its line.
class RecordingRefusalsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "curl -T file http://h/ | the option -T has no translation; leave it out or write a scenario",
        "curl --proxy p http://h/ | the option --proxy has no translation; leave it out or write a"
            + " scenario",
        "curl -X $METHOD http://h/ | -X of a variable",
        "curl -d '@body.json' http://h/ | data from a file (@body.json); write it into the line",
        "curl \"http://h/$(date)\" | the output of a command, $(…); use a variable",
        "curl http://h/`date` | the output of a command in backticks; use a variable",
        "curl http://h/${A:-b} | a variable with a modifier, ${…}",
        "curl 'http://h/ | a quote ' that is not closed",
        "curl http://h/ > out | two addresses in one line",
        "curl -H | the option -H has no value",
      })
  void curlLines(String line, String reason) {
    ImportException e =
        catchThrowableOfType(
            ImportException.class, () -> Curl.read("c.sh", "curl http://h/ok\n" + line + "\n"));
    assertThat(e.refusals())
        .extracting(ImportException.Refusal::toString)
        .contains("c.sh:2:1: " + reason);
  }

  @Test
  void flagsOfCurlMayStandTogetherAndJarsAreUsers() throws Exception {
    Imported imported =
        Curl.read("c.sh", "curl -sSLk -b jar.txt -c jar.txt --retry 3 -H 'Host: x' http://h/a\n");
    assertThat(ScenarioYaml.write(imported.scenario())).contains("get: /a").doesNotContain("jar");
    assertThat(imported.notes())
        .extracting(Imported.Note::text)
        .containsExactly(
            "for certificates of one's own: --insecure",
            "cookies of a file are left out: users send those that answers set",
            "--retry is left out: what fails is counted, not sent again",
            "the header Host is left out: it is that of the target");
  }

  private static String har(String entries) {
    return "{\"log\":{\"entries\":[" + entries + "]}}";
  }

  private static String entry(String url, String more) {
    return "{\"startedDateTime\":\"2026-01-01T00:00:00.000Z\",\"time\":5,\"request\":"
        + "{\"method\":\"POST\",\"url\":\"%s\",\"headers\":[{\"name\":\"Cookie\",".formatted(url)
        + "\"value\":\"a=b\"}]"
        + more
        + "}}";
  }

  @Test
  void aRecordedFormIsSentAndWhatIsLeftOutIsSaid() throws Exception {
    String form =
        ",\"postData\":{\"mimeType\":\"application/x-www-form-urlencoded\","
            + "\"params\":[{\"name\":\"user\",\"value\":\"ada\"}]}";
    Imported imported =
        HarFile.read("r.har", har(entry("http://h/login", form) + "," + entry("ws://h/live", "")));
    assertThat(ScenarioYaml.write(imported.scenario()))
        .contains("post: /login", "user: ada", "redirects: false");
    assertThat(imported.notes())
        .extracting(Imported.Note::text)
        .containsExactly(
            "1 WebSockets are left out",
            "recorded cookies are left out: users send those that answers set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/form-data | params | request 1 (POST http://h/up) uploads, and its body was not"
            + " recorded",
        "image/png | encoding | request 1 (POST http://h/up) has a body that is not text",
      })
  void bodiesThatCannotBeSentAgain(String type, String kind, String reason) {
    String data =
        kind.equals("params")
            ? "\"params\":[{\"name\":\"f\",\"fileName\":\"x\"}]"
            : "\"text\":\"aGk=\",\"encoding\":\"base64\"";
    String text =
        har(entry("http://h/up", ",\"postData\":{\"mimeType\":\"" + type + "\"," + data + "}"));
    ImportException e =
        catchThrowableOfType(ImportException.class, () -> HarFile.read("r.har", text));
    assertThat(e).hasMessage("r.har:1:1: " + reason);
  }

  private static final String API =
      """
      openapi: 3.0.0
      components:
        securitySchemes:
          session: {type: apiKey, in: cookie, name: sid}
      security: [{session: []}]
      paths:
        /files:
          post:
            requestBody:
              content: {multipart/form-data: {schema: {type: object}}}
        /things:
          get:
            parameters:
              - {in: cookie, name: flavour, required: true, example: sweet}
              - {in: query, name: code, required: true, schema: {type: string, pattern: 'A[0-9]+'}}
      """;

  @Test
  void operationsWhoseBodiesCannotBeMadeAreLeftOutByLine() throws Exception {
    Imported imported = OpenApi.read("api.yaml", API, new ImportOptions(true, ""));
    String yaml = ScenarioYaml.write(imported.scenario());
    assertThat(yaml).doesNotContain("/files").contains("flavour=sweet; sid=${env('API_KEY', '')}");
    assertThat(imported.notes())
        .extracting(Imported.Note::toString)
        .contains(
            "api.yaml:7:1: POST /files is left out: it wants a body of [multipart/form-data]",
            "api.yaml:15:1: texts are made up without the pattern A[0-9]+; give an example");
  }

  @Test
  void referencesToOtherDocumentsAreRefused() {
    String text =
        """
        openapi: 3.0.0
        paths:
          /things:
            get:
              parameters:
                - $ref: 'other.yaml#/components/parameters/a'
                - $ref: '#/components/parameters/nowhere'
        """;
    ImportException e =
        catchThrowableOfType(
            ImportException.class, () -> OpenApi.read("api.yaml", text, ImportOptions.USUAL));
    assertThat(e.refusals())
        .extracting(ImportException.Refusal::toString)
        .containsExactly(
            "api.yaml:6:1: the reference other.yaml#/components/parameters/a leads out of this"
                + " document",
            "api.yaml:7:1: the reference #/components/parameters/nowhere leads out of this"
                + " document");
  }

  @Test
  void linesThatAreNoRequestsAreCounted() throws Exception {
    String line = "1.1.1.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 5\n";
    Imported imported =
        AccessLog.read("a.log", line + "\noops\n" + line + "x\n", ImportOptions.USUAL);
    assertThat(imported.notes())
        .extracting(Imported.Note::toString)
        .containsExactly(
            "a.log:3:1: 2 of 4 lines are no requests of this format and are left out; this is the"
                + " first");
  }
}
