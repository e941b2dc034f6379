package dev.backlight.model;

/// A language that Backlight reads. JAVASCRIPT is JavaScript and TypeScript, with JSX and TSX.
public enum Language {
  PYTHON("python", "Python"),
  JAVASCRIPT("javascript", "JavaScript"),
  CSHARP("csharp", "C#"),
  JAVA("java", "Java"),
  /// Configuration of any syntax: nginx, YAML, JSON, Dockerfile, properties…
  CONFIG("config", "Configuration");

  private final String id;
  private final String title;

  Language(String id, String title) {
    this.id = id;
    this.title = title;
  }

  public String id() {
    return id;
  }

  public String title() {
    return title;
  }
}
