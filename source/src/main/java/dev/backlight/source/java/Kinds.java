package dev.backlight.source.java;

/// Sorts the grammar's node kinds, for places where damaged text can put anything.
final class Kinds {

  private Kinds() {}

  static boolean isExpression(String kind) {
    return switch (kind) {
      case "identifier",
          "this",
          "super",
          "true",
          "false",
          "array_access",
          "field_access",
          "method_invocation",
          "method_reference",
          "array_initializer",
          "marker_annotation",
          "annotation" ->
          true;
      default -> kind.endsWith("_expression") || kind.endsWith("_literal");
    };
  }

  /// Statements as they stand in a block; type declarations are not among them.
  static boolean isStatement(String kind) {
    return switch (kind) {
      case "block", "local_variable_declaration", "explicit_constructor_invocation" -> true;
      default -> kind.endsWith("_statement");
    };
  }

  static boolean isType(String kind) {
    return switch (kind) {
      case "class_declaration",
          "interface_declaration",
          "record_declaration",
          "enum_declaration",
          "annotation_type_declaration" ->
          true;
      default -> false;
    };
  }

  static boolean isMember(String kind) {
    return switch (kind) {
      case "method_declaration",
          "constructor_declaration",
          "compact_constructor_declaration",
          "field_declaration",
          "constant_declaration",
          "static_initializer" ->
          true;
      default -> false;
    };
  }
}
