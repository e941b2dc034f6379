package dev.backlight.source.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.model.Language;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnowledgeTest {

  @ParameterizedTest
  @EnumSource(
      value = Language.class,
      names = {"PYTHON", "JAVASCRIPT", "CSHARP", "JAVA"})
  void everyShippedFileReadsAndNamesOnlyTypesThatExist(Language language) {
    List<Library> libraries = Knowledge.shipped(language);
    Knowledge knowledge = Knowledge.of(libraries, library -> true);
    Set<String> seen = new HashSet<>();
    for (Library library : libraries) {
      assertThat(library.language()).as(library.name()).isEqualTo(language);
      for (KnownType type : library.types()) {
        assertThat(seen.add(type.name())).as("type %s stands twice", type.name()).isTrue();
        for (String parent : type.parents()) {
          assertThat(knowledge.type(parent)).as("%s extends %s", type.name(), parent).isPresent();
        }
        type.members().values().forEach(entry -> outcomeExists(knowledge, entry));
        outcomeExists(knowledge, type.constructor());
      }
      library.calls().forEach(call -> outcomeExists(knowledge, call.entry()));
      library.hints().forEach(hint -> assertThat(knowledge.type(hint.type())).isPresent());
    }
  }

  private static final Set<String> PATTERNS =
      Set.of(
          "",
          "this",
          "class",
          "T0",
          "T1",
          "arg0",
          "arg1",
          "arg2",
          "arg3",
          "typearg",
          "element",
          "returned",
          "list",
          "map",
          "text",
          "number");

  private static void outcomeExists(Knowledge knowledge, Entry entry) {
    outcomeExists(knowledge, entry, entry.outcome());
  }

  private static void outcomeExists(Knowledge knowledge, Entry entry, Outcome outcome) {
    assertThat(PATTERNS.contains(outcome.name()) || knowledge.type(outcome.name()).isPresent())
        .as("%s %s gives %s", entry.library(), entry.name(), outcome.name())
        .isTrue();
    outcome.arguments().forEach(argument -> outcomeExists(knowledge, entry, argument));
  }

  @Test
  void readsMembersConstructorsHintsAndOutcomes() {
    Library library =
        KnowledgeReader.read(
            "x.lib",
            List.of(
                "library X",
                "language python",
                "modules x",
                "type Base",
                "  .close : closes",
                "type Session(Base) = x.Session, x.orm.Session : client",
                "  hint session",
                "  new : opens",
                "  .query : builds -> Query<arg0>   # a comment",
                "type Query : lazy",
                "  .all|fetch : database many needs-timeout(timeout) -> list<T0>"));
    Knowledge knowledge = Knowledge.of(List.of(library), l -> true);
    KnownType session = knowledge.typeByPath("x.orm.Session").orElseThrow();
    assertThat(session.constructor().words().has(Word.OPENS)).isTrue();
    assertThat(knowledge.member(session, "close").orElseThrow().words().has(Word.CLOSES)).isTrue();
    assertThat(knowledge.member(session, "query").orElseThrow().outcome())
        .isEqualTo(new Outcome("Query", List.of(new Outcome("arg0", List.of()))));
    assertThat(knowledge.hint("session")).contains(session);
    KnownType query = knowledge.type("Query").orElseThrow();
    assertThat(knowledge.member(query, "fetch").orElseThrow().words().argument(Word.NEEDS_TIMEOUT))
        .isEqualTo("timeout");
  }

  @Test
  void findsMadeUpMembersByTheLongestBeginning() {
    Library library =
        KnowledgeReader.read(
            "x.lib",
            List.of(
                "library X",
                "language java",
                "type Repository",
                "  .* : database",
                "  .find* : database many",
                "  .findFirst* : database one",
                "type Jpa(Repository)",
                "  .findAll : database many bulk"));
    Knowledge knowledge = Knowledge.of(List.of(library), l -> true);
    KnownType jpa = knowledge.type("Jpa").orElseThrow();
    assertThat(words(knowledge, jpa, "findAll").has(Word.BULK)).isTrue();
    assertThat(words(knowledge, jpa, "findFirstByName").has(Word.ONE)).isTrue();
    assertThat(words(knowledge, jpa, "findByName").has(Word.MANY)).isTrue();
    assertThat(words(knowledge, jpa, "rename").has(Word.MANY)).isFalse();
  }

  private static Words words(Knowledge knowledge, KnownType type, String member) {
    return knowledge.member(type, member).orElseThrow().words();
  }

  @Test
  void namesFileAndLineOfAnUnknownWord() {
    assertThatThrownBy(() ->
            KnowledgeReader.read(
                "x.lib", List.of("library X", "language java", "call a.b : databse")))
        .hasMessageContaining("x.lib:3")
        .hasMessageContaining("databse");
  }
}
