package dev.backlight.source.stack;

import dev.backlight.source.code.SourceFile;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How configuration runs the backend: the servers, and every fact that crimes about pools,
/// scaling, proxies and monitoring calculate with. `tables` are those of schema files. A file that
/// could not be read to its end is in `damaged`.
public record Deployment(
    List<Server> servers,
    List<Fact> facts,
    List<Table> tables,
    List<ConfigFile> damaged,
    Settings settings) {

  public Deployment {
    servers = List.copyOf(servers);
    facts = List.copyOf(facts);
    tables = List.copyOf(tables);
    damaged = List.copyOf(damaged);
  }

  public static Deployment of(List<ConfigFile> configs, List<SourceFile> sources) {
    Settings settings = Settings.of(configs, sources);
    List<Fact> facts = new ArrayList<>();
    FactReading.read(configs, settings, facts);
    configs.forEach(file -> ContainerReading.read(file, facts));
    MonitoringReading.read(configs, sources, facts);
    sources.forEach(source -> SourceFacts.kestrel(source, facts));
    return new Deployment(
        ServerReading.read(configs, sources, settings),
        facts,
        configs.stream().flatMap(file -> file.tables().stream()).toList(),
        configs.stream().filter(ConfigFile::isDamaged).toList(),
        settings);
  }

  /// The facts of a topic, in the order of the files.
  public List<Fact> facts(Topic topic) {
    return facts.stream().filter(fact -> fact.topic() == topic).toList();
  }

  /// The facts of this name, as `facts.txt` writes it: those of what runs before those of tests.
  public List<Fact> named(String name) {
    return facts.stream()
        .filter(fact -> fact.name().equals(name))
        .sorted(Comparator.comparing((Fact fact) -> Clues.isAside(fact.place().path())))
        .toList();
  }

  public Optional<Fact> first(String name) {
    return named(name).stream().findFirst();
  }

  /// The servers that serve outside development; all if there are none.
  public List<Server> productionServers() {
    List<Server> production = servers.stream().filter(server -> !server.development()).toList();
    return production.isEmpty() ? servers : production;
  }

  /// How many connections the database accepts, if the tree says so.
  public Optional<Fact> databaseConnections() {
    return facts(Topic.DATABASE_LIMIT).stream()
        .filter(fact -> fact.name().endsWith(":max_connections"))
        .findFirst();
  }
}
