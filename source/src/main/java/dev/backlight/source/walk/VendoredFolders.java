package dev.backlight.source.walk;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Which folders hold other people's code or the output of a build.
final class VendoredFolders {

  /// Caches and settings of tools; not worth a line in any report.
  private static final Set<String> OF_TOOLS =
      Set.of(
          ".git",
          ".svn",
          ".hg",
          ".idea",
          ".vs",
          ".vscode",
          ".gradle",
          ".terraform",
          ".backlight",
          ".mypy_cache",
          ".pytest_cache",
          ".ruff_cache",
          "__pycache__",
          ".tox",
          ".nox",
          ".eggs",
          ".parcel-cache",
          ".turbo",
          ".nx",
          ".angular",
          ".serverless",
          ".aws-sam");

  /// Never a name for one's own code.
  private static final Set<String> ALWAYS =
      Set.of(
          "node_modules",
          "bower_components",
          "jspm_packages",
          "pdfjs",
          "pdf.js",
          "ckeditor",
          "tinymce",
          "site-packages",
          "dist-packages",
          ".venv",
          "venv",
          "virtualenv",
          "__pypackages__",
          "htmlcov",
          "third_party",
          "third-party",
          "thirdparty",
          ".next",
          ".nuxt",
          ".output",
          ".svelte-kit",
          ".yarn",
          ".pnpm-store");

  /// Also names of domains (an insurance has coverages, a marketplace has vendors) and of packages:
  /// taken for what they usually are at the root and beside a file that makes them so.
  private static final Map<String, Set<String>> BESIDE =
      Map.of(
          "dist", Set.of("package.json", "setup.py", "pyproject.toml"),
          "build",
              Set.of(
                  "package.json",
                  "setup.py",
                  "pyproject.toml",
                  "build.gradle",
                  "build.gradle.kts",
                  "build.xml",
                  "CMakeLists.txt"),
          "target", Set.of("pom.xml", "Cargo.toml", "build.sbt"),
          "out", Set.of("package.json", "build.gradle", "build.gradle.kts"),
          "coverage", Set.of("package.json", "jest.config.js", "jest.config.ts", "setup.cfg"),
          "vendor", Set.of("composer.json", "go.mod", "Gemfile", "package.json", "pyproject.toml"));

  /// Under these a `vendor` or `lib` folder is what the browser loads.
  private static final Set<String> WEB_FOLDERS =
      Set.of("wwwroot", "public", "static", "assets", "js", "javascripts");

  private VendoredFolders() {}

  static boolean ofTools(String name) {
    return OF_TOOLS.contains(name);
  }

  /// @param parentName name of the folder that holds it, empty for the root
  /// @param beside whether a file of that name lies in the same folder
  /// @param csharpBeside whether a C# project file lies in the same folder
  static boolean contains(
      String name,
      String parentName,
      boolean atRoot,
      Predicate<String> beside,
      boolean csharpBeside) {
    if (ALWAYS.contains(name) || name.endsWith(".egg-info")) {
      return true;
    }
    return switch (name) {
      case "bin", "obj" -> csharpBeside;
      case "lib" -> parentName.equals("wwwroot");
      case "vendor" -> WEB_FOLDERS.contains(parentName) || output(name, atRoot, beside);
      default -> output(name, atRoot, beside);
    };
  }

  /// Packages that many programs of Python need; beside each other in one folder they were copied
  /// there.
  private static final Set<String> DISTRIBUTIONS =
      Set.of(
          "requests",
          "urllib3",
          "certifi",
          "idna",
          "chardet",
          "charset_normalizer",
          "six.py",
          "pytz",
          "dateutil",
          "bs4",
          "soupsieve",
          "html5lib",
          "yaml",
          "simplejson",
          "cherrypy",
          "jinja2",
          "markupsafe",
          "werkzeug",
          "mako",
          "pkg_resources",
          "setuptools",
          "httplib2",
          "oauthlib",
          "cryptography");

  private static final int COPIED = 3;

  /// Parts of Python itself, where a runtime was put into the tree.
  private static final Set<String> RUNTIME =
      Set.of("os.py", "site.py", "asyncio", "distutils", "encodings", "ctypes", "sqlite3");

  /// Whether a folder holds copies of packages, by the names in it.
  static boolean bundled(Set<String> children) {
    return children.stream().filter(DISTRIBUTIONS::contains).count() >= COPIED
        || children.stream().filter(RUNTIME::contains).count() > COPIED
        || children.stream().anyMatch(name -> name.endsWith(".dist-info"));
  }

  private static boolean output(String name, boolean atRoot, Predicate<String> beside) {
    Set<String> makers = BESIDE.get(name);
    return makers != null && (atRoot || makers.stream().anyMatch(beside));
  }
}
