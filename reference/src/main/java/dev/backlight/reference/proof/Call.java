package dev.backlight.reference.proof;

/// A request as it is sent again and again.
///
/// @param body empty for a GET
record Call(String path, String body, boolean loggedIn) {

  static Call get(String path) {
    return new Call(path, "", false);
  }

  static Call own(String path) {
    return new Call(path, "", true);
  }

  static Call post(String path, String body, boolean loggedIn) {
    return new Call(path, body, loggedIn);
  }

  String method() {
    return body.isEmpty() ? "GET" : "POST";
  }

  /// What is asked, whatever is asked of it: `GET /users/{id}/analytics`.
  String endpoint() {
    return method() + " " + path.replaceFirst("\\?.*", "").replaceAll("/\\d+", "/{id}");
  }
}
