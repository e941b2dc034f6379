package dev.backlight.source.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a configuration file is written in, told by its name. `limit` is the largest file that is
/// read, in bytes: larger ones are data that somebody gave a configuration file's name.
public enum Syntax {
  YAML(1 << 20),
  JSON(1 << 20),
  TOML(1 << 20),
  PROPERTIES(1 << 18),
  ENVIRONMENT(1 << 16),
  /// Sections of `key = value`: ini, cfg, supervisord, systemd units, my.cnf.
  SECTIONS(1 << 18),
  /// `key value` per line: redis.conf, postgresql.conf.
  DIRECTIVES(1 << 18),
  DOCKERFILE(1 << 18),
  NGINX(1 << 18),
  HAPROXY(1 << 18),
  /// Terraform.
  HCL(1 << 19),
  XML(1 << 20),
  GRADLE(1 << 18),
  REQUIREMENTS(1 << 18),
  PROCFILE(1 << 16),
  /// Scripts that start something: only their commands are looked at.
  SHELL(1 << 16),
  /// `.python-version`, `.nvmrc`, `runtime.txt`, Caddyfile: a few plain lines.
  PLAIN(1 << 16),
  NPM_LOCK(1 << 25),
  YARN_LOCK(1 << 24),
  PNPM_LOCK(1 << 24),
  TOML_LOCK(1 << 24),
  SQL(1 << 20),
  PRISMA(1 << 20);

  private static final Pattern FOREIGN_FOLDER =
      Pattern.compile(
          "(^|/)(node_modules|bower_components|vendor|third_party|dist|\\.git|site-packages"
              + "|\\.?venv)/");

  /// Folders whose YAML and JSON are data: recordings, translations, interface descriptions.
  private static final Pattern DATA_FOLDER =
      Pattern.compile(
          "(^|/)(cassettes?|fixtures?|locales?|i18n|l10n|lang|languages?|translations?"
              + "|__snapshots__|snapshots?|testdata|assets|public|mocks?|openapi|swagger|schemas?)/");

  private static final Pattern KNOWN_JSON =
      Pattern.compile(
          "package|appsettings(\\..*)?|global|launchsettings|packages\\.lock|pipfile\\.lock|host"
              + "|pm2.*|ecosystem.*|process|config(uration)?([.-].*)?|settings([.-].*)?|default|production"
              + "|development|nest-cli|lerna|nx|serverless|template|composer|docker-compose.*|artillery.*"
              + "|ocelot.*|.*\\.template|.*cloudformation.*|cdk|task-?definition.*|.*dashboard.*"
              + "|k6.*|hosting|vercel|[tj]sconfig([.-].*)?");
  private static final Pattern JSON_FOLDER =
      Pattern.compile(
          "(?i).*(^|/)(grafana|dashboards?|cloudformation|monitoring|deploy(ments?)?|ecs)/.*");
  private static final Pattern KNOWN_XML =
      Pattern.compile(
          ".*\\.(csproj|fsproj|vbproj|props|targets|jmx)|pom\\.xml|packages\\.config|web\\.config"
              + "|app\\.config|persistence\\.xml|hibernate.*\\.xml|ehcache.*\\.xml|server\\.xml"
              + "|context\\.xml|standalone.*\\.xml|jetty.*\\.xml|hazelcast.*\\.xml");
  private static final Pattern STARTING =
      Pattern.compile(
          "(.*[-_])?(entry|entrypoint|docker-entrypoint|start|run|serve|server|boot|web|"
              + "gunicorn|uwsgi|uvicorn|launch|up|init|prestart|startup|celery|worker)([-_].*)?\\.(sh|bash|bat)");
  private static final Pattern TEMPLATE_SUFFIX =
      Pattern.compile("\\.(j2|jinja2?|tpl|tmpl|template|example|sample|dist|erb|default)$");

  private final int limit;

  Syntax(int limit) {
    this.limit = limit;
  }

  public int limit() {
    return limit;
  }

  /// The syntax of a path, or nothing if the file does not configure anything that is known.
  public static Optional<Syntax> of(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    if (FOREIGN_FOLDER.matcher(lower).find()) {
      return Optional.empty();
    }
    boolean data = DATA_FOLDER.matcher(lower).find();
    String name = lower.substring(lower.lastIndexOf('/') + 1);
    String bare = TEMPLATE_SUFFIX.matcher(name).replaceAll("");
    Optional<Syntax> named = byName(bare);
    if (named.isPresent()) {
      return data ? Optional.empty() : named;
    }
    int dot = bare.lastIndexOf('.');
    Optional<Syntax> told =
        dot < 0 ? Optional.empty() : byExtension(lower, bare, bare.substring(dot + 1));
    return told.filter(syntax -> !data || syntax == SQL || syntax == PRISMA || syntax == HCL);
  }

  private static Optional<Syntax> byName(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "package-lock.json", "npm-shrinkwrap.json" -> NPM_LOCK;
          case "yarn.lock" -> YARN_LOCK;
          case "pnpm-lock.yaml" -> PNPM_LOCK;
          case "poetry.lock", "uv.lock", "pdm.lock" -> TOML_LOCK;
          case "pipfile" -> TOML;
          case "procfile" -> PROCFILE;
          case ".python-version",
              ".nvmrc",
              ".node-version",
              ".java-version",
              ".tool-versions",
              ".sdkmanrc",
              "runtime.txt",
              "caddyfile" ->
              PLAIN;
          case "my.cnf", "pgbouncer.ini", "setup.cfg", "supervisord.conf", "uwsgi.ini" -> SECTIONS;
          case "pnpm-workspace.yaml", "mkdocs.yml", "crowdin.yml", "cliff.toml" -> null;
          default -> byNamePart(name);
        });
  }

  private static @Nullable Syntax byNamePart(String name) {
    if (name.equals("dockerfile")
        || name.equals("containerfile")
        || name.startsWith("dockerfile.")
        || name.endsWith(".dockerfile")) {
      return DOCKERFILE;
    }
    if (name.equals(".env") || name.startsWith(".env.") || name.endsWith(".env")) {
      return ENVIRONMENT;
    }
    if (name.endsWith(".txt") && (name.contains("requirements") || name.contains("constraints"))) {
      return REQUIREMENTS;
    }
    if (name.startsWith("procfile.")) {
      return PROCFILE;
    }
    if (name.startsWith("haproxy") && (name.endsWith(".cfg") || name.endsWith(".conf"))) {
      return HAPROXY;
    }
    return STARTING.matcher(name).matches() ? SHELL : null;
  }

  private static Optional<Syntax> byExtension(String path, String name, String extension) {
    String stem = name.substring(0, name.length() - extension.length() - 1);
    return Optional.ofNullable(
        switch (extension) {
          case "yml", "yaml" -> stem.contains("openapi") || stem.contains("swagger") ? null : YAML;
          case "json", "jsonc" ->
              KNOWN_JSON.matcher(stem).matches() || JSON_FOLDER.matcher(path).matches()
                  ? JSON
                  : null;
          case "toml" -> TOML;
          case "properties" ->
              stem.matches("messages.*|.*_[a-z]{2}(_[a-z]{2})?") ? null : PROPERTIES;
          case "ini", "cfg", "service", "socket" -> SECTIONS;
          case "conf" -> conf(path, stem);
          case "tf" -> HCL;
          case "gradle", "kts" -> name.endsWith(".kts") && !name.contains("gradle") ? null : GRADLE;
          case "txt" -> path.matches("(.*/)?requirements/[^/]+") ? REQUIREMENTS : null;
          case "in" -> stem.contains("requirements") ? REQUIREMENTS : null;
          case "sql", "ddl" -> SQL;
          case "prisma" -> PRISMA;
          default -> KNOWN_XML.matcher(name).matches() ? XML : null;
        });
  }

  /// `.conf` is everybody's: the name decides where it can, [ConfigReader] looks into the others.
  private static Syntax conf(String path, String stem) {
    if (stem.contains("redis")
        || stem.contains("postgres")
        || stem.contains("memcached")
        || stem.contains("sentinel")) {
      return DIRECTIVES;
    }
    return stem.startsWith("supervisor") || path.contains("supervisor") ? SECTIONS : NGINX;
  }
}
