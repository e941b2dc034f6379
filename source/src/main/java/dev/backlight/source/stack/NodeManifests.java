package dev.backlight.source.stack;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;

/// package.json and the locks of npm, Yarn and pnpm.
final class NodeManifests {

  private NodeManifests() {}

  static void read(ConfigFile file, Clues clues) {
    switch (file.syntax()) {
      case NPM_LOCK, YARN_LOCK, PNPM_LOCK -> {
        String folder = Clues.folder(file.path());
        for (Entry entry : file.root().entries()) {
          clues.lock(folder, "npm", entry.key(), entry.value().text());
        }
      }
      case JSON -> {
        if (file.name().equals("package.json")) {
          manifest(file, clues);
        }
      }
      default -> {
        // No Node.js manifest has another syntax.
      }
    }
  }

  private static void manifest(ConfigFile file, Clues clues) {
    ConfigValue root = file.root();
    section(file, clues, root.get("dependencies"), "dependency", false);
    section(file, clues, root.get("optionalDependencies"), "optional dependency", false);
    section(file, clues, root.get("peerDependencies"), "peer dependency", true);
    section(file, clues, root.get("devDependencies"), "dev dependency", true);
    ConfigValue node = root.get("engines", "node");
    if (!node.text().isEmpty()) {
      clues.add(file, node.line(), "runtime:node", node.text(), "engines.node " + node.text());
    }
  }

  private static void section(
      ConfigFile file, Clues clues, ConfigValue section, String kind, boolean development) {
    for (Entry entry : section.entries()) {
      String version = entry.value().text();
      String note = kind + " " + entry.key() + " " + version;
      boolean range = version.matches("[\\^~>=<v]*\\d.*");
      String signal = "npm:" + entry.key();
      clues.add(file, entry.line(), signal, range ? version : "", note.strip(), development);
    }
  }
}
