package dev.backlight.source.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The functions and classes of a file while it is lowered. An id is taken before the body is
/// lowered, since what is inside names it; the declaration follows. Ids are in source order.
public final class DeclarationTable {

  private static final FunctionDecl UNFINISHED_FUNCTION =
      new FunctionDecl(
          -1,
          "",
          -1,
          -1,
          Set.of(),
          List.of(),
          TypeRef.NONE,
          List.of(),
          Stmt.Block.EMPTY,
          0,
          0,
          0,
          0);

  private static final TypeDecl UNFINISHED_TYPE =
      new TypeDecl(
          -1,
          "",
          "",
          TypeDecl.Kind.CLASS,
          Set.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          -1,
          0,
          0,
          0,
          0,
          0);

  private final List<FunctionDecl> functions = new ArrayList<>();
  private final List<TypeDecl> types = new ArrayList<>();

  /// Takes the next id of a function; [#define(FunctionDecl)] must follow.
  public int reserveFunction() {
    functions.add(UNFINISHED_FUNCTION);
    return functions.size() - 1;
  }

  /// Takes the next id of a class; [#define(TypeDecl)] must follow.
  public int reserveType() {
    types.add(UNFINISHED_TYPE);
    return types.size() - 1;
  }

  /// Puts a function where its id was taken, in place of what stood there.
  public void define(FunctionDecl declaration) {
    functions.set(declaration.id(), declaration);
  }

  /// Puts a class where its id was taken, in place of what stood there.
  public void define(TypeDecl declaration) {
    types.set(declaration.id(), declaration);
  }

  public List<FunctionDecl> functions() {
    return List.copyOf(functions);
  }

  public List<TypeDecl> types() {
    return List.copyOf(types);
  }
}
