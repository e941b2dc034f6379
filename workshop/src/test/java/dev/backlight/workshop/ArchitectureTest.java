package dev.backlight.workshop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The directions inside and between the rooms, as `ARCHITECTURE.md` draws them.
class ArchitectureTest {

  private static final String ROOT = "dev.backlight.";
  private static final String[] FRONT_ENDS = {
    ROOT + "source.python..",
    ROOT + "source.javascript..",
    ROOT + "source.csharp..",
    ROOT + "source.java.."
  };

  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.backlight");

  @TestFactory
  Stream<DynamicTest> aFrontEndKnowsOnlyTreesAndTheLoweredProgram() {
    return Stream.of(FRONT_ENDS)
        .map(frontEnd ->
            DynamicTest.dynamicTest(
                frontEnd,
                () ->
                    holds(
                        classes()
                            .that()
                            .resideInAPackage(frontEnd)
                            .should()
                            .onlyDependOnClassesThat()
                            .resideInAnyPackage(
                                frontEnd,
                                ROOT + "source.code..",
                                ROOT + "source.treesitter..",
                                ROOT + "model..",
                                "java..",
                                "org.jspecify.."))));
  }

  @Test
  void theProgramKnowsNoLanguagesSyntax() {
    holds(
        classes()
            .that()
            .resideInAPackage(ROOT + "source.program..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                ROOT + "source.program..",
                ROOT + "source.code..",
                ROOT + "source.config..",
                ROOT + "source.knowledge..",
                ROOT + "model..",
                "java..",
                "org.jspecify.."));
  }

  @Test
  void theModelKnowsNobody() {
    holds(
        classes()
            .that()
            .resideInAPackage(ROOT + "model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROOT + "model..", "java..", "org.jspecify.."));
  }

  @Test
  void onlyTheParserPackageSeesNativeMemory() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "source.treesitter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign.."));
  }

  @Test
  void crimesOfOneThemeDoNotKnowThoseOfAnother() {
    holds(slices().matching(ROOT + "crimes.(*)..").should().notDependOnEachOther());
  }

  @Test
  void packagesOfTheSourceDependInOneDirection() {
    holds(slices().matching(ROOT + "source.(*)..").should().beFreeOfCycles());
  }

  @TestFactory
  Stream<DynamicTest> crimesAuditsAndReportDoNotKnowEachOther() {
    return Stream.of("crimes", "audits", "report")
        .flatMap(room ->
            Stream.of("crimes", "audits", "report")
                .filter(other -> !other.equals(room))
                .map(other ->
                    DynamicTest.dynamicTest(
                        room + " does not know " + other,
                        () -> apart(ROOT + room + "..", ROOT + other + ".."))));
  }

  @Test
  void nobodyKnowsTheCommandLine() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "cli.."));
  }

  @Test
  void noClassIsNamedAfterADrawer() {
    holds(
        noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl|Service|Common|Core)")
            .because("a name says what a thing does"));
  }

  private static void apart(String room, String other) {
    holds(
        noClasses()
            .that()
            .resideInAPackage(room)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(other)
            .allowEmptyShould(true));
  }

  private static void holds(ArchRule rule) {
    rule.check(SHIPPED);
  }
}
