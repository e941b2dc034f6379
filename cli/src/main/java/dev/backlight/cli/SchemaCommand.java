package dev.backlight.cli;

import dev.backlight.load.capacity.CapacitySchema;
import dev.backlight.load.measure.ResultSchema;
import dev.backlight.load.scenario.ScenarioSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `backlight schema`.
@Command(
    name = "schema",
    description =
        "Print the JSON schema of the report, the configuration, a scenario, a load result or a"
            + " capacity.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight schema > report.schema.json",
      "  backlight schema --config > backlight.schema.json   for completion in an editor",
      "  backlight schema --scenario > scenario.schema.json",
      "  backlight schema --load > load-result.schema.json",
      "  backlight schema --capacity > capacity-result.schema.json"
    })
final class SchemaCommand implements Callable<Integer> {

  private static final String CONFIGURATION_SCHEMA = "backlight.schema.json";

  private final Surroundings surroundings;

  @Option(names = "--config", description = "The schema of backlight.yaml.")
  private boolean configuration;

  @Option(names = "--scenario", description = "The schema of scenarios of 'backlight load'.")
  private boolean scenario;

  @Option(names = "--load", description = "The schema of what 'backlight load --json' writes.")
  private boolean load;

  @Option(
      names = "--capacity",
      description = "The schema of what 'backlight load --find-capacity --json' writes.")
  private boolean capacity;

  @Mixin final HelpOption help = new HelpOption();

  SchemaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Trouble {
    if (scenario) {
      surroundings.terminal().print(ScenarioSchema.text());
      return ExitCode.OK;
    }
    if (load) {
      surroundings.terminal().print(ResultSchema.text());
      return ExitCode.OK;
    }
    if (capacity) {
      surroundings.terminal().print(CapacitySchema.text());
      return ExitCode.OK;
    }
    surroundings
        .terminal()
        .print(configuration ? configurationSchema() : surroundings.outputs().schema());
    return ExitCode.OK;
  }

  private static String configurationSchema() {
    try (InputStream in = SchemaCommand.class.getResourceAsStream(CONFIGURATION_SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + CONFIGURATION_SCHEMA);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
