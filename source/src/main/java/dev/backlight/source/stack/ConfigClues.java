package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.ConfigValue.Mapping;
import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;
import dev.backlight.source.config.Syntax;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What configuration files other than manifests tell: images, addresses, resources, commands.
final class ConfigClues {

  private static final Pattern ADDRESS =
      Pattern.compile("\\b(?:jdbc:|r2dbc:)?([a-z][a-z0-9]{2,15})(?:\\+\\w+)?(?:://|:thin:|:mem:)");
  private static final Pattern TAG = Pattern.compile("v?(\\d+(?:\\.\\d+)*).*");
  private static final Pattern INSTALL = Pattern.compile("pip3?\\s+install\\s+([^&;|]+)");
  private static final int MAX_DEPTH = 30;

  private static final Set<Syntax> NO_ADDRESSES =
      EnumSet.of(
          Syntax.NPM_LOCK,
          Syntax.YARN_LOCK,
          Syntax.PNPM_LOCK,
          Syntax.TOML_LOCK,
          Syntax.SQL,
          Syntax.XML,
          Syntax.GRADLE,
          Syntax.REQUIREMENTS);

  private final ConfigFile file;
  private final Clues clues;
  private final Shape shape;
  private final Set<String> seen = new HashSet<>();

  private ConfigClues(ConfigFile file, Clues clues) {
    this.file = file;
    this.clues = clues;
    this.shape = Shape.of(file);
  }

  static void read(ConfigFile file, Clues clues) {
    new ConfigClues(file, clues).read();
  }

  private void read() {
    clue(1, "syntax:" + file.syntax().name().toLowerCase(Locale.ROOT), "", file.name());
    if (shape != Shape.NONE) {
      clue(1, "shape:" + shape.id(), "", file.name());
    }
    fileName();
    if (file.syntax() == Syntax.DIRECTIVES && file.name().contains("redis")) {
      clue(1, "syntax:redis", "", file.name());
    }
    switch (file.syntax()) {
      case DOCKERFILE -> dockerfile();
      case HCL -> terraform();
      case PLAIN -> runtimeFile();
      case PRISMA -> {
        ConfigValue provider = file.root().get("datasource", "provider");
        clue(provider.line(), "driver:" + provider.text(), "", "provider " + provider.text());
      }
      default -> {
        if (shape == Shape.CLOUDFORMATION) {
          cloudformation();
        }
      }
    }
    if (!NO_ADDRESSES.contains(file.syntax())) {
      file.documents().forEach(document -> values("", document, 0));
    }
    for (Command command : Commands.of(file)) {
      clues.add(
          "command:" + command.program(),
          "",
          command.development(),
          Confidence.HIGH,
          command.place(),
          command.origin() + " " + shortened(command.text()));
    }
  }

  private void fileName() {
    String name = file.name().toLowerCase(Locale.ROOT);
    clue(1, "file:" + name, "", file.name());
    int dot = name.lastIndexOf('.');
    if (dot >= 0) {
      clue(1, "file:*" + name.substring(dot), "", file.name());
    }
  }

  private void clue(int line, String signal, String version, String note) {
    if (seen.add(signal + version)) {
      clues.add(file, line, signal, version, note, development());
    }
  }

  private boolean development() {
    return shape == Shape.WORKFLOW
        || file.name()
            .toLowerCase(Locale.ROOT)
            .matches(".*\\b(dev|develop|development|test|tests|ci)\\b.*");
  }

  private void dockerfile() {
    Set<String> shipped = new HashSet<>();
    List<ConfigValue> stages = file.documents();
    String wanted = "";
    for (int i = stages.size() - 1; i >= 0; i--) {
      ConfigValue from = stages.get(i).get("FROM");
      boolean ships = i == stages.size() - 1 || from.text("as").equalsIgnoreCase(wanted);
      if (ships && !from.isAbsent()) {
        wanted = from.text("image");
        shipped.add(from.text("image"));
      }
    }
    Set<String> names = new HashSet<>();
    for (ConfigValue stage : stages) {
      ConfigValue from = stage.get("FROM");
      String image = from.text("image");
      if (!image.isEmpty() && !names.contains(image.toLowerCase(Locale.ROOT))) {
        image(
            from.line(),
            image,
            shipped.contains(image) ? "FROM " : "build stage FROM ",
            development() || !shipped.contains(image));
      }
      names.add(from.text("as").toLowerCase(Locale.ROOT));
      for (ConfigValue run : stage.all("RUN")) {
        Matcher install = INSTALL.matcher(run.text());
        while (install.find()) {
          installed(run.line(), install.group(1));
        }
      }
    }
  }

  private void installed(int line, String arguments) {
    for (String word : arguments.strip().split("\\s+")) {
      Matcher name =
          Pattern.compile("[\"']?([A-Za-z][\\w.-]*)(?:\\[[^]]*\\])?(?:==([\\w.]+))?.*")
              .matcher(word);
      if (!word.contains("/") && name.matches()) {
        String version = name.group(2) == null ? "" : name.group(2);
        clue(line, "pypi:" + name.group(1).replace('_', '-'), version, "RUN pip install " + word);
      }
    }
  }

  /// An image reference: `registry/group/name:tag`.
  private void image(int line, String image, String where, boolean development) {
    String bare = image.replaceFirst("@sha256:.*", "");
    int colon = bare.lastIndexOf(':');
    boolean tagged = colon > bare.lastIndexOf('/');
    String name = tagged ? bare.substring(0, colon) : bare;
    Matcher tag = TAG.matcher(tagged ? bare.substring(colon + 1) : "");
    String version = tag.matches() ? tag.group(1) : "";
    String note = where + shortened(image);
    Set<String> names = new HashSet<>();
    for (String rest = name; ; rest = rest.substring(rest.indexOf('/') + 1)) {
      if (names.add(rest)) {
        clues.add(file, line, "image:" + rest, version, note, development);
      }
      if (rest.indexOf('/') < 0) {
        runtimeImage(line, rest, name, version, note, development);
        return;
      }
    }
  }

  private void runtimeImage(
      int line, String last, String name, String version, String note, boolean development) {
    String runtime =
        switch (last) {
          case "python" -> "python";
          case "node" -> "node";
          case "openjdk", "eclipse-temurin", "amazoncorretto", "temurin", "zulu-openjdk" -> "java";
          default ->
              name.contains("dotnet/") && !name.endsWith("/sdk")
                  ? "dotnet"
                  : last.startsWith("openjdk") ? "java" : "";
        };
    if (!runtime.isEmpty()) {
      String known =
          runtime.equals("java") && version.isEmpty() ? last.replaceFirst("\\D+", "") : version;
      clues.add(file, line, "runtime:" + runtime, known, note, development);
    }
  }

  private void terraform() {
    for (ConfigValue block : file.root().all("resource")) {
      for (Entry type : block.entries()) {
        for (Entry named : type.value().entries()) {
          ConfigValue body = named.value();
          String kind =
              switch (type.key()) {
                case "aws_lb", "aws_alb" -> or(body.text("load_balancer_type"), "application");
                case "aws_db_instance", "aws_elasticache_cluster" -> or(body.text("engine"), "any");
                default -> "any";
              };
          clue(
              type.line(),
              "resource:" + type.key() + "=" + kind,
              body.text("engine_version"),
              "resource " + type.key() + " " + named.key());
        }
      }
    }
  }

  private void cloudformation() {
    for (Entry resource : file.root().get("Resources").entries()) {
      String type = resource.value().text("Type");
      ConfigValue properties = resource.value().get("Properties");
      String kind =
          type.endsWith("V2::LoadBalancer") ? or(properties.text("Type"), "application") : "any";
      clue(resource.line(), "resource:" + type + "=" + kind, "", type + " " + resource.key());
    }
  }

  private static String or(String text, String fallback) {
    return text.isEmpty() ? fallback : text;
  }

  private void runtimeFile() {
    String runtime =
        switch (file.name().toLowerCase(Locale.ROOT)) {
          case ".python-version", "runtime.txt" -> "python";
          case ".nvmrc", ".node-version" -> "node";
          case ".java-version" -> "java";
          default -> "";
        };
    for (ConfigValue line : runtime.isEmpty() ? List.<ConfigValue>of() : file.root().items()) {
      String version = line.text().replaceFirst("^(python-|v)", "");
      clue(
          line.line(),
          "runtime:" + runtime,
          version.matches("\\d.*") ? version : "",
          file.name() + " " + line.text());
    }
  }

  private void values(String key, ConfigValue value, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    switch (value) {
      case Scalar scalar -> scalar(key, scalar);
      case Sequence sequence -> sequence.items().forEach(item -> values(key, item, depth + 1));
      case Mapping mapping -> {
        mapping(mapping);
        mapping.entries().forEach(entry -> values(entry.key(), entry.value(), depth + 1));
      }
    }
  }

  private void mapping(Mapping mapping) {
    ConfigValue repository = mapping.get("repository");
    if (!repository.isAbsent() && !mapping.get("tag").isAbsent()) {
      image(
          repository.line(),
          repository.text() + ":" + mapping.text("tag"),
          "image ",
          development());
    }
    if (!mapping.get("apiVersion").isAbsent()) {
      ConfigValue kind = mapping.get("kind");
      clue(kind.line(), "kind:" + kind.text(), "", "kind " + kind.text());
      ConfigValue type = mapping.get("spec", "type");
      clue(type.line(), "service-type:" + type.text(), "", "Service of type " + type.text());
      ConfigValue ingress = mapping.get("spec", "ingressClassName");
      clue(
          ingress.line(),
          "ingress-class:" + ingress.text(),
          "",
          "ingressClassName " + ingress.text());
    }
    for (Entry annotation : mapping.get("annotations").entries()) {
      String key = annotation.key();
      clue(annotation.line(), "annotation:" + key, "", "annotation " + key);
      clue(annotation.line(), "annotation:" + key.split("/", 2)[0], "", "annotation " + key);
    }
  }

  private void scalar(String key, Scalar scalar) {
    String text = scalar.text();
    if (key.equals("image")
        && file.syntax() == Syntax.YAML
        && !text.isEmpty()
        && !text.contains("TEMPLATE")
        && !text.contains("{")) {
      image(scalar.line(), text, "image ", development());
    }
    if (key.equals("image") && text.startsWith("${") && text.contains(":-")) {
      image(
          scalar.line(), text.replaceAll("\\$\\{\\w+:-([^}]*)\\}", "$1"), "image ", development());
    }
    if (text.startsWith("traefik.")) {
      clue(scalar.line(), "label:traefik", "", "label " + shortened(text));
    }
    if (key.equals("uses")) {
      clue(scalar.line(), "action:" + text.split("@", 2)[0], "", "uses " + text);
    }
    if (text.contains("://") || text.contains("jdbc:")) {
      Matcher address = ADDRESS.matcher(text);
      while (address.find()) {
        String scheme = address.group(1);
        clue(
            scalar.line(),
            "url:" + scheme,
            "",
            scheme + ":// address in " + (key.isEmpty() ? file.name() : key));
      }
    }
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 100 ? line : line.substring(0, 99) + "…";
  }

  /// For sources, whose literals may be addresses too.
  static List<String> schemes(String text) {
    List<String> schemes = new ArrayList<>();
    if (text.length() < 500 && (text.contains("://") || text.contains("jdbc:"))) {
      Matcher address = ADDRESS.matcher(text);
      while (address.find()) {
        schemes.add(address.group(1));
      }
    }
    return schemes;
  }
}
