package dev.backlight.source.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/// Reads configuration files. Nothing of a file's content makes it throw.
public final class ConfigReader {

  private static final Pattern NGINX_MARK =
      Pattern.compile("(?m)^\\s*(server|upstream|http|events|location\\s+\\S+.*|map\\s.*)\\s*\\{");
  private static final Pattern SECTION_MARK = Pattern.compile("(?m)^\\[[\\w:. -]+\\]\\s*$");

  private ConfigReader() {}

  /// Whether a file of this path and size, in bytes, is worth opening.
  public static boolean wants(String path, long size) {
    return Syntax.of(path).filter(syntax -> size <= syntax.limit()).isPresent();
  }

  /// Reads a file of the reviewed tree; nothing if its name says that it configures nothing.
  public static Optional<ConfigFile> read(String path, Path file) {
    Optional<Syntax> syntax = Syntax.of(path);
    if (syntax.isEmpty()) {
      return Optional.empty();
    }
    try {
      long size = Files.size(file);
      if (size > syntax.get().limit()) {
        String problem =
            size + " bytes are more than the " + syntax.get().limit() + " that are read";
        return Optional.of(ConfigFile.damaged(path, syntax.get(), problem));
      }
      return read(path, Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional.of(ConfigFile.damaged(path, syntax.get(), "cannot be read: " + e));
    }
  }

  public static Optional<ConfigFile> read(String path, byte[] utf8) {
    return Syntax.of(path)
        .map(syntax -> read(path, syntax, new String(utf8, StandardCharsets.UTF_8)));
  }

  /// Reads a text as the given syntax.
  public static ConfigFile read(String path, Syntax syntax, String text) {
    if (text.indexOf('\0') >= 0) {
      return ConfigFile.damaged(path, syntax, "binary");
    }
    try {
      return parse(path, told(path, syntax, text), text);
    } catch (RuntimeException | XMLStreamException | StackOverflowError e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return ConfigFile.damaged(path, syntax, message.isEmpty() ? e.toString() : message);
    }
  }

  /// A `.conf` that is not nginx is one of the others by its look.
  private static Syntax told(String path, Syntax syntax, String text) {
    if (syntax != Syntax.NGINX || path.contains("nginx") || NGINX_MARK.matcher(text).find()) {
      return syntax;
    }
    return SECTION_MARK.matcher(text).find() ? Syntax.SECTIONS : Syntax.PLAIN;
  }

  private static ConfigFile parse(String path, Syntax syntax, String text)
      throws XMLStreamException {
    return switch (syntax) {
      case YAML -> YamlReading.read(path, text);
      case TOML -> TomlReading.read(path, text);
      case NGINX -> NginxReading.read(path, text);
      case HCL -> HclReading.read(path, text);
      case PRISMA -> PrismaReading.read(path, text);
      case DOCKERFILE -> new ConfigFile(path, syntax, DockerfileReading.read(text), List.of(), "");
      case SQL -> new ConfigFile(path, syntax, List.of(), SqlReading.read(text), "");
      case JSON -> ConfigFile.tree(path, syntax, JsonReading.read(text));
      case XML -> ConfigFile.tree(path, syntax, XmlReading.read(text));
      case PROPERTIES -> ConfigFile.tree(path, syntax, LineReading.properties(text));
      case ENVIRONMENT -> ConfigFile.tree(path, syntax, LineReading.environment(text));
      case SECTIONS -> ConfigFile.tree(path, syntax, LineReading.sections(text));
      case DIRECTIVES -> ConfigFile.tree(path, syntax, LineReading.directives(text));
      case HAPROXY -> ConfigFile.tree(path, syntax, LineReading.haproxy(text));
      case PROCFILE -> ConfigFile.tree(path, syntax, LineReading.procfile(text));
      case GRADLE -> ConfigFile.tree(path, syntax, LineReading.lines(text, "/"));
      case REQUIREMENTS, SHELL, PLAIN ->
          ConfigFile.tree(path, syntax, LineReading.lines(text, "#"));
      case NPM_LOCK -> ConfigFile.tree(path, syntax, LockReading.npm(text));
      case YARN_LOCK -> ConfigFile.tree(path, syntax, LockReading.yarn(text));
      case PNPM_LOCK -> ConfigFile.tree(path, syntax, LockReading.pnpm(text));
      case TOML_LOCK -> ConfigFile.tree(path, syntax, LockReading.toml(text));
    };
  }
}
