package dev.backlight.source.walk;

import dev.backlight.source.config.Syntax;
import dev.backlight.source.walk.Found.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which files are read, by name.
final class FileKinds {

  private static final Map<String, Kind> SOURCE =
      Map.ofEntries(
          Map.entry("py", Kind.PYTHON),
          Map.entry("js", Kind.JAVASCRIPT),
          Map.entry("mjs", Kind.JAVASCRIPT),
          Map.entry("cjs", Kind.JAVASCRIPT),
          Map.entry("jsx", Kind.JAVASCRIPT),
          Map.entry("ts", Kind.TYPESCRIPT),
          Map.entry("mts", Kind.TYPESCRIPT),
          Map.entry("cts", Kind.TYPESCRIPT),
          Map.entry("tsx", Kind.TSX),
          Map.entry("cs", Kind.CSHARP),
          Map.entry("java", Kind.JAVA));

  private static final Set<String> CONFIG_EXTENSIONS =
      Set.of(
          "yaml",
          "yml",
          "toml",
          "ini",
          "cfg",
          "properties",
          "xml",
          "gradle",
          "conf",
          "config",
          "tf",
          "tfvars",
          "hcl",
          "env",
          "sql",
          "lock",
          "prisma",
          "graphql",
          "gql",
          "csproj",
          "props",
          "targets",
          "service",
          "dockerfile",
          "jmx",
          "sh");

  /// In lower case.
  private static final Set<String> CONFIG_NAMES =
      Set.of(
          "package.json",
          "package-lock.json",
          "packages.lock.json",
          "nest-cli.json",
          "ormconfig.json",
          "global.json",
          "launchsettings.json",
          "host.json",
          "local.settings.json",
          "function.json",
          "vercel.json",
          "turbo.json",
          "lerna.json",
          "nodemon.json",
          "pm2.json",
          "ecosystem.json",
          "process.json",
          "deno.json",
          "dockerfile",
          "containerfile",
          "makefile",
          "gnumakefile",
          "procfile",
          "pipfile",
          "jenkinsfile",
          "caddyfile",
          "crontab",
          "justfile",
          "runtime.txt",
          ".env",
          ".npmrc",
          ".nvmrc",
          ".node-version",
          ".python-version",
          ".java-version",
          ".sdkmanrc",
          ".tool-versions",
          ".dockerignore");

  private static final Pattern CONFIG_PATTERN =
      Pattern.compile(
          "(?:requirements|constraints)[^/]*\\.(?:txt|in)"
              + "|(?:appsettings|tsconfig|jsconfig|serverless|application)[^/]*\\.json"
              + "|(?:dockerfile|containerfile|procfile)[._-][^/]*"
              + "|\\.env[._-][^/]*"
              + "|[^/]*\\.(?:gradle\\.kts|tf\\.json)");

  private FileKinds() {}

  /// Declarations without behaviour (`.d.ts`, `.pyi`) are no source to us.
  static Optional<Kind> of(String folderName, String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(".d.ts") || name.endsWith(".d.mts") || name.endsWith(".d.cts")) {
      return Optional.empty();
    }
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1);
    Kind kind = SOURCE.get(extension);
    if (kind != null) {
      return Optional.of(kind);
    }
    boolean config =
        CONFIG_EXTENSIONS.contains(extension)
            || CONFIG_NAMES.contains(name)
            || CONFIG_PATTERN.matcher(name).matches()
            || (folderName.equals("requirements") && extension.equals("txt"))
            || Syntax.of(folderName.isEmpty() ? name : folderName + "/" + name).isPresent();
    return config ? Optional.of(Kind.CONFIG) : Optional.empty();
  }
}
