package dev.backlight.source.stack;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Project files, central package versions, packages.config and global.json.
final class DotnetManifests {

  private static final Pattern FRAMEWORK = Pattern.compile("net(?:coreapp)?(\\d+\\.\\d+).*");

  private DotnetManifests() {}

  static void read(ConfigFile file, Clues clues) {
    String name = file.name().toLowerCase(Locale.ROOT);
    ConfigValue project = file.root().get("Project");
    if (!project.isAbsent()) {
      project(file, project, clues);
    } else if (name.equals("packages.config")) {
      for (ConfigValue item : file.root().get("packages").all("package")) {
        String id = item.text("@id");
        String version = item.text("@version");
        clues.add(file, item.line(), "nuget:" + id, version, "package " + id + " " + version);
      }
    } else if (name.equals("global.json")) {
      ConfigValue sdk = file.root().get("sdk", "version");
      if (!sdk.text().isEmpty()) {
        clues.add(file, sdk.line(), "runtime:dotnet", "", ".NET SDK " + sdk.text());
      }
    }
  }

  private static void project(ConfigFile file, ConfigValue project, Clues clues) {
    String sdk = project.text("@Sdk");
    if (!sdk.isEmpty()) {
      clues.add(file, project.line(), "sdk:" + sdk, "", "Sdk " + sdk);
    }
    for (ConfigValue group : project.all("PropertyGroup")) {
      for (Entry entry : group.entries()) {
        if (entry.key().startsWith("TargetFramework")) {
          framework(file, entry, clues);
        }
      }
    }
    boolean tests = file.name().toLowerCase(Locale.ROOT).contains("test");
    for (ConfigValue group : project.all("ItemGroup")) {
      for (Entry entry : group.entries()) {
        String id = entry.value().text("@Include");
        String version = version(entry.value());
        switch (entry.key()) {
          case "PackageReference", "FrameworkReference" -> {
            boolean tool =
                entry.value().text("PrivateAssets").equalsIgnoreCase("all")
                    || entry.value().text("@PrivateAssets").equalsIgnoreCase("all");
            String note = "package " + id + (version.isEmpty() ? "" : " " + version);
            boolean development = tests || tool;
            clues.add(file, entry.line(), "nuget:" + id, version, note, development);
          }
          case "PackageVersion" -> clues.lock(Clues.folder(file.path()), "nuget", id, version);
          default -> {
            // Files, analyzers and project references name no technology.
          }
        }
      }
    }
  }

  private static String version(ConfigValue reference) {
    String attribute = reference.text("@Version");
    String version = attribute.isEmpty() ? reference.text("Version") : attribute;
    return version.contains("$(") ? "" : version;
  }

  private static void framework(ConfigFile file, Entry entry, Clues clues) {
    for (String framework : entry.value().text().split(";")) {
      Matcher matcher = FRAMEWORK.matcher(framework.strip());
      if (matcher.matches()) {
        String note = "TargetFramework " + framework.strip();
        clues.add(file, entry.line(), "runtime:dotnet", matcher.group(1), note);
      }
    }
  }
}
