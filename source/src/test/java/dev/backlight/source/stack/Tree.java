package dev.backlight.source.stack;

import dev.backlight.model.StackEntry;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigReader;
import dev.backlight.source.csharp.CSharpFrontEnd;
import dev.backlight.source.javascript.JavaScriptFrontEnd;
import dev.backlight.source.python.PythonFrontEnd;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import dev.backlight.source.treesitter.SyntaxTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A small tree of files in memory.
final class Tree {

  private final List<ConfigFile> configs = new ArrayList<>();
  private final List<SourceFile> sources = new ArrayList<>();

  Tree with(String path, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (path.endsWith(".py")) {
      sources.add(PythonFrontEnd.lower(path, parse(Grammar.PYTHON, utf8)));
    } else if (path.endsWith(".js")) {
      sources.add(JavaScriptFrontEnd.lower(path, parse(Grammar.JAVASCRIPT, utf8)));
    } else if (path.endsWith(".cs")) {
      sources.add(CSharpFrontEnd.lower(path, parse(Grammar.CSHARP, utf8)));
    } else {
      configs.add(ConfigReader.read(path, utf8).orElseThrow());
    }
    return this;
  }

  private static SyntaxTree parse(Grammar grammar, byte[] utf8) {
    try (SyntaxParser parser = SyntaxParser.open(grammar)) {
      return switch (parser.parse(utf8, SyntaxParser.DEFAULT_LIMIT)) {
        case Parsed.Tree tree -> tree.tree();
        case Parsed.TimedOut late -> throw new IllegalStateException("parsing took too long");
      };
    }
  }

  List<StackEntry> profile() {
    return StackProfile.of(configs, sources, deployment());
  }

  Deployment deployment() {
    return Deployment.of(configs, sources);
  }

  /// `name version detail confidence` of a technology; empty if it is not in the profile.
  String entry(String name) {
    return profile().stream()
        .filter(entry -> entry.name().equals(name))
        .map(entry ->
            "%s|%s|%s|%s"
                .formatted(entry.kind().id(), entry.version(), entry.detail(), entry.confidence()))
        .findFirst()
        .orElse("");
  }
}
