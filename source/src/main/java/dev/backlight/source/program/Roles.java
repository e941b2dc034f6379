package dev.backlight.source.program;

import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.SourceRoots;
import java.util.Set;
import java.util.regex.Pattern;

/// What a file is for, by its path.
final class Roles {

  private static final Pattern TEST =
      Pattern.compile(
          "(^|/)((unit)?tests?|ut|__(tests?|mocks|e2e|fixtures)__|spec|specs|e2e|qa|testing|testdata|testcontainers|fixtures|conftest\\.py|test-?suites?|[\\w-]*test-?(support|helpers?|utils?)|"
              + "src/(tests?|cftlib|test[A-Z]\\w*|\\w+Tests?|(integration|acceptance|functional|smoke|jmh)/(java|resources))|[^/]*\\.Tests?|[^/]*(Unit|Integration|Functional)Tests?"
              + "|[\\w.-]+[-_](tests?|specs?|mocks?|e2e)|tests?[-_](smoke|e2e|integration|functional|acceptance|unit|perf)|smoke[-_]?tests?"
              // Programs that exist to be tested with: `agent-testweb`, `TestApp`.
              + "|([\\w.-]*[-_.]|)[tT]est[-_]?([wW]eb|[wW]eb[aA]pps?|[aA]pps?|[sS]ite|[pP]roject|[bB]ed|[kK]it|[hH]arness))(/|$)"
              + "|(^|/)test_[^/]*\\.py$|_test\\.py$|(^|/)tests\\.py$"
              + "|\\.((\\w*[a-z])?test|spec|e2e-spec|e2e|stories)\\.[cm]?[jt]sx?$|(Test|Tests|IT|Spec|TestCase)\\.(java|cs)$");
  private static final Pattern MIGRATION =
      Pattern.compile(
          "(^|/)(\\w*[mM]igrations?|alembic|versions|upgrades|db/migrate|databasechange|liquibase"
              + "|changesets?)/|(^|/)(data[-_])?migrat(ions?|e(/index)?)\\.[jt]s$");
  private static final Set<String> TOOLS =
      Set.of(
          "scripts",
          "script",
          "tools",
          "Tools",
          "tool",
          "bin",
          "examples",
          "example",
          "samples",
          "Samples",
          "sample",
          "benchmarks",
          "Benchmarks",
          "benchmark",
          "evaluation",
          "evals",
          "docs",
          "doc",
          "seeds",
          "seed",
          "seeders",
          "devtools",
          "devel",
          "dev",
          "dev-env",
          "build",
          "release",
          "ci",
          ".github",
          "demo",
          "demos",
          "e2e",
          "dev-server",
          "create",
          "cypress",
          "cli",
          "desktop",
          "electron",
          "old",
          "disabled",
          "archive",
          "attic",
          "deprecated",
          "playwright",
          "storybook",
          ".storybook",
          "loadtest",
          "locust",
          "k6");

  private static final Pattern UPGRADE =
      Pattern.compile(
          "(^|/)(Upgrade|DatabaseUpgrade|DatabaseMigration|Migrator|DataSeed|DbSeed|Seeder)\\w*\\.(cs|java)$");
  private static final Pattern SAMPLES =
      Pattern.compile("(^|/)([^/]*\\.)?(SampleData|Seeding|Seeds?|Seeders?|Benchmarks?)/");

  /// A module that shows or measures another: `sentinel-demo`.
  private static final Pattern SHOWS =
      Pattern.compile(
          "[-_.](demos?|samples?|examples?|benchmarks?|deprecat\\w*)$|^(demo|sample|example)[-_.]"
              + "|[-_.](demo|sample|example)[-_.]|^[sS]nippets?$");

  /// `ItemImportCLI.java`: what somebody starts by hand.
  private static final Pattern COMMAND =
      Pattern.compile("\\w(CLI|CommandLine(Tool|Runner)?)\\.(java|cs)$");

  /// What only tests and sample data are made with.
  private static final Pattern TEST_LIBRARY =
      Pattern.compile(
          "^(pytest|dredd_hooks|faker|vitest|mocha|chai|sinon|supertest|@jest/globals|@faker-js/faker|testcontainers"
              + "|@testcontainers/.*|org\\.(junit|assertj|testng|mockito|hamcrest|testcontainers)(\\..*)?"
              + "|com\\.github\\.javafaker(\\..*)?|net\\.datafaker(\\..*)?|Xunit|NUnit\\.Framework|Moq|Bogus|AutoFixture"
              + "|Microsoft\\.VisualStudio\\.TestTools\\.UnitTesting)$");

  private Roles() {}

  /// By the path, and where that tells nothing by what the file imports.
  static Unit.Role of(SourceFile file) {
    Unit.Role role = of(file.path());
    return role == Unit.Role.PRODUCT
            && file.imports().stream().anyMatch(i -> TEST_LIBRARY.matcher(i.module()).matches())
        ? Unit.Role.TEST
        : role;
  }

  static Unit.Role of(String path) {
    String place = SourceRoots.place(path);
    if (TEST.matcher(place).find()) {
      return Unit.Role.TEST;
    }
    if (MIGRATION.matcher(path).find() || UPGRADE.matcher(path).find()) {
      return Unit.Role.MIGRATION;
    }
    if (SAMPLES.matcher(path).find()) {
      return Unit.Role.TOOL;
    }
    String[] parts = place.split("/", -1);
    if (parts.length > 1 && parts[0].equals("contrib")) {
      return Unit.Role.TOOL;
    }
    for (int i = 0; i < parts.length - 1; i++) {
      if (TOOLS.contains(parts[i]) || SHOWS.matcher(parts[i]).find()) {
        return Unit.Role.TOOL;
      }
    }
    String file = parts[parts.length - 1];
    boolean tool =
        file.equals("setup.py")
            || file.equals("noxfile.py")
            || file.equals("fabfile.py")
            || file.equals("locustfile.py")
            || file.startsWith("Gruntfile")
            || file.startsWith("gulpfile")
            || COMMAND.matcher(file).find()
            || file.contains(".config.")
            || file.startsWith("seed") && !file.startsWith("seeder.")
            || file.contains(".seed.");
    return tool ? Unit.Role.TOOL : Unit.Role.PRODUCT;
  }
}
