package dev.backlight.load.postgres;

/// What users write, as JDBC wants it.
final class PostgresUrl {

  private PostgresUrl() {}

  /// `postgresql://user:password@host/database`, or a JDBC URL, which is returned as it is.
  static String jdbc(String url) {
    if (url.startsWith("jdbc:")) {
      return url;
    }
    String rest = url.replaceFirst("^postgres(ql)?://", "");
    int at = rest.lastIndexOf('@');
    if (at < 0) {
      return "jdbc:postgresql://" + rest;
    }
    String[] user = rest.substring(0, at).split(":", 2);
    String join = rest.contains("?") ? "&" : "?";
    String password = user.length == 2 ? "&password=" + user[1] : "";
    return "jdbc:postgresql://" + rest.substring(at + 1) + join + "user=" + user[0] + password;
  }
}
