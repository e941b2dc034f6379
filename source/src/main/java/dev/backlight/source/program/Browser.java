package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Which JavaScript runs in a browser: components, and the folders that hold mostly components and
/// nothing that only a server has. What they wait for is no backend's time.
final class Browser {

  /// A folder is a browser's if at least this share of its files are components.
  private static final double SHARE = 0.25;

  /// Fewer components than this say nothing of a folder.
  private static final int FEW = 3;

  /// Folders that servers hand out as they are, and those that people call the front end.
  private static final Pattern FOLDER =
      Pattern.compile(
          "(^|/)(wwwroot|frontend|front-end|web-?ui|webapp/(js|static)|public/(js|assets))/");

  private static final Set<String> COMPONENTS =
      Set.of(
          "react",
          "react-dom",
          "@angular/core",
          "preact",
          "vue",
          "svelte",
          "solid-js",
          "mobx-react",
          "zustand",
          "react-redux",
          "@reduxjs/toolkit",
          "@tanstack/react-query",
          "rrweb",
          "next/link",
          "next/router",
          "next/navigation");

  private final Map<String, int[]> folders = new HashMap<>();
  private final Set<String> browsers = new HashSet<>();
  private final Set<SourceFile> touches = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<SourceFile> servers = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Manifests manifests;

  /// What the text of one file says: found for several files at once.
  private static final class Look {
    private final SourceFile file;
    private boolean page;
    private boolean server;

    private Look(SourceFile file) {
      this.file = file;
    }

    private void look() {
      page = PageScripts.is(file);
      server = ServerScripts.is(file);
    }
  }

  /// Looks at all files of a tree.
  Browser(List<SourceFile> files, Manifests manifests, Linker.Each each) {
    this.manifests = manifests;
    List<Look> looks =
        files.stream()
            .filter(file -> file.language() == Language.JAVASCRIPT)
            .map(Look::new)
            .toList();
    each.run(looks, Look::look);
    for (Look look : looks) {
      if (look.page) {
        touches.add(look.file);
      }
      if (look.server) {
        servers.add(look.file);
      }
    }
    looks.forEach(look -> count(look.file));
    folders.forEach((folder, counts) -> {
      if (counts[1] >= FEW && counts[1] >= SHARE * counts[0] && counts[2] == 0) {
        browsers.add(folder);
      }
    });
    follow(files, each);
  }

  private void count(SourceFile file) {
    // A page that a server draws stands among those that a browser draws.
    boolean drawn = file.path().endsWith(".tsx") || file.path().endsWith(".jsx");
    boolean component = drawn || isComponent(file) || touches.contains(file);
    boolean server = !drawn && servers.contains(file);
    for (String folder = Modules.parent(file.path());
        !folder.isEmpty();
        folder = Modules.parent(folder)) {
      int[] counts = folders.computeIfAbsent(folder, f -> new int[3]);
      counts[0]++;
      counts[1] += component ? 1 : 0;
      counts[2] += server ? 1 : 0;
    }
  }

  /// Which files only pages import: whatever they lie beside, a browser runs them.
  private void follow(List<SourceFile> files, Linker.Each each) {
    List<Unit> units = new ArrayList<>();
    for (SourceFile file : files) {
      if (file.language() == Language.JAVASCRIPT && Roles.of(file) == Unit.Role.PRODUCT) {
        units.add(new Unit(units.size(), file, Unit.Role.PRODUCT));
      }
    }
    Modules modules = new Modules(units, manifests);
    List<Set<Integer>> users = new ArrayList<>();
    boolean[] page = new boolean[units.size()];
    boolean[] open = new boolean[units.size()];
    for (Unit unit : units) {
      users.add(new TreeSet<>());
      page[unit.index()] = !servers.contains(unit.file()) && isPage(unit.file());
      open[unit.index()] = !servers.contains(unit.file()) && !isPage(unit.file());
    }
    Map<Unit, List<Unit>> uses = new ConcurrentHashMap<>();
    each.run(
        units,
        unit ->
            uses.put(
                unit,
                unit.file().imports().stream()
                    .flatMap(one -> modules.script(one.module(), unit).stream())
                    .filter(used -> used != unit)
                    .toList()));
    uses.forEach((unit, used) -> used.forEach(other -> users.get(other.index()).add(unit.index())));
    for (int round = 0; round < LONGEST; round++) {
      boolean grew = false;
      for (Unit unit : units) {
        int i = unit.index();
        if (open[i]
            && !users.get(i).isEmpty()
            && users.get(i).stream().allMatch(user -> page[user])) {
          page[i] = true;
          open[i] = false;
          touches.add(unit.file());
          grew = true;
        }
      }
      if (!grew) {
        return;
      }
    }
  }

  /// Imports from a page to what it uses through others.
  private static final int LONGEST = 8;

  private boolean isPage(SourceFile file) {
    return isComponent(file)
        || touches.contains(file)
        || FOLDER.matcher(file.path()).find()
        || manifests.kind(file.path()) == Manifests.Kind.PAGE;
  }

  boolean runs(SourceFile file) {
    if (file.language() != Language.JAVASCRIPT) {
      return false;
    }
    if (FOLDER.matcher(file.path()).find()) {
      return true;
    }
    if (servers.contains(file)) {
      return false;
    }
    if (isPage(file)) {
      return true;
    }
    if (file.path().contains("/api/")) {
      return false;
    }
    for (String folder = Modules.parent(file.path());
        !folder.isEmpty();
        folder = Modules.parent(folder)) {
      if (browsers.contains(folder)) {
        return true;
      }
    }
    return false;
  }

  static boolean drawsPages(String module) {
    return COMPONENTS.contains(module);
  }

  /// What a module of the browser gives to servers as well: React's cache per request, and what
  /// ends a request with another page.
  private static final Map<String, Set<String>> SHARED =
      Map.of(
          "react",
          Set.of("cache"),
          "next/navigation",
          Set.of("redirect", "permanentRedirect", "notFound", "RedirectType"));

  private static boolean isComponent(SourceFile file) {
    return file.path().endsWith(".tsx")
        || file.path().endsWith(".jsx")
        || file.imports().stream()
            .filter(one -> !SHARED.getOrDefault(one.module(), Set.of()).contains(one.name()))
            .map(Import::module)
            .anyMatch(m -> COMPONENTS.contains(m) || m.startsWith("@angular/"));
  }
}
