package dev.backlight.source.javascript;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile.Export;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.List;
import java.util.Optional;

/// Records what a file takes from others and gives to them: ES modules from their statements,
/// `require` from calls and what they are bound to.
final class Modules {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Nodes nodes;

  Modules(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.nodes = lowering.nodes;
  }

  void imported(int node) {
    int clause = nodes.childOfKind(node, "import_clause");
    int require = nodes.childOfKind(node, "import_require_clause");
    int source = tree.child(require >= 0 ? require : node, "source");
    String module = source < 0 ? "" : nodes.unquoted(source);
    if (require >= 0) {
      add(node, module, "default", tree.text(tree.firstNamedChild(require)));
    } else if (clause < 0) {
      add(node, module, "", "");
    } else {
      nodes.children(clause).forEach(child -> binding(child, module));
    }
  }

  private void binding(int node, String module) {
    switch (tree.kind(node)) {
      case "identifier" -> add(node, module, "default", tree.text(node));
      case "namespace_import" -> {
        int name = tree.firstNamedChild(node);
        add(node, module, "", name < 0 ? "" : tree.text(name));
      }
      case "named_imports" ->
          nodes
              .children(node)
              .forEach(child -> specifier(child, (name, as) -> add(child, module, name, as)));
      default -> {}
    }
  }

  private interface Renaming {
    void accept(String name, String alias);
  }

  private void specifier(int node, Renaming renaming) {
    int name = tree.child(node, "name");
    if (name >= 0) {
      int alias = tree.child(node, "alias");
      String written = nodes.propertyName(name);
      renaming.accept(written, alias < 0 ? written : nodes.propertyName(alias));
    }
  }

  private void add(int node, String module, String name, String alias) {
    lowering.imports.add(new Import(tree.start(node), tree.end(node), module, name, alias));
  }

  void exported(int node, List<Stmt> out) {
    int declaration = tree.child(node, "declaration");
    int value = tree.child(node, "value");
    boolean isDefault = nodes.hasToken(node, "default");
    if (declaration >= 0) {
      declaration(node, declaration, isDefault, out);
    } else if (value >= 0) {
      exportDefault(value, out);
    } else if (nodes.hasToken(node, "=")) {
      exportDefault(tree.firstNamedChild(node), out);
    } else {
      forwarded(node);
    }
  }

  private void exportDefault(int value, List<Stmt> out) {
    Expr lowered = lowering.expressions.of(value);
    lowering.exports.add(new Export("default", lowered));
    if (!(lowered instanceof Expr.Name)) {
      out.add(new Stmt.Evaluate(tree.start(value), tree.end(value), lowered));
    }
  }

  private void declaration(int export, int node, boolean isDefault, List<Stmt> out) {
    switch (tree.kind(node)) {
      case "function_declaration", "generator_function_declaration" -> {
        lowering.functions.declaration(node, true);
        export(node, isDefault);
      }
      case "class_declaration",
          "abstract_class_declaration",
          "interface_declaration",
          "enum_declaration" -> {
        List<Annotation> decorators = lowering.classes.annotations(export);
        lowering.classes.declare(node, Label.NONE, decorators, out);
        export(node, isDefault);
      }
      case "lexical_declaration", "variable_declaration" -> {
        for (int declarator : nodes.children(node)) {
          names(tree.child(declarator, "name"));
        }
        lowering.statements.into(node, out);
      }
      default -> lowering.statements.into(node, out);
    }
  }

  private void export(int declaration, boolean isDefault) {
    int name = tree.child(declaration, "name");
    if (name >= 0) {
      Expr value = new Expr.Name(tree.start(name), tree.end(name), tree.text(name));
      lowering.exports.add(new Export(isDefault ? "default" : tree.text(name), value));
    }
  }

  /// `export const {a, b: [c]} = …` exports all the names it binds.
  private void names(int pattern) {
    int end = pattern < 0 ? -1 : tree.subtreeEnd(pattern);
    for (int node = pattern; node < end; node++) {
      switch (tree.kind(node)) {
        case "identifier", "shorthand_property_identifier_pattern" ->
            lowering.exports.add(new Export(tree.text(node), lowering.expressions.of(node)));
        default -> {}
      }
    }
  }

  /// `export {a as b}`, with `from` also an import.
  private void forwarded(int node) {
    int source = tree.child(node, "source");
    String module = source < 0 ? "" : nodes.unquoted(source);
    int clause = nodes.childOfKind(node, "export_clause");
    int namespace = nodes.childOfKind(node, "namespace_export");
    if (clause >= 0) {
      for (int child : nodes.children(clause)) {
        specifier(child, (name, alias) -> forward(child, module, name, alias));
      }
    } else if (namespace >= 0) {
      int name = tree.firstNamedChild(namespace);
      if (name >= 0) {
        forward(namespace, module, "", nodes.propertyName(name));
      }
    } else if (source >= 0) {
      add(node, module, "*", "");
    }
  }

  private void forward(int node, String module, String name, String alias) {
    if (!module.isEmpty()) {
      add(node, module, name, alias);
    }
    String local = module.isEmpty() ? name : alias;
    Expr value = new Expr.Name(tree.start(node), tree.end(node), local);
    lowering.exports.add(new Export(alias, value));
  }

  /// Notes a call of `require` that nothing binds so far.
  void called(Expr.Call call) {
    CommonJs.required(call)
        .ifPresent(required ->
            lowering.imports.add(
                new Import(call.start(), call.end(), required.module(), "default", "")));
  }

  /// The statement that remains of a declaration: none for `const x = require('m')` at top level,
  /// like an `import`; in a function the call alone, because it loads the module when it runs.
  Optional<Stmt> declared(Stmt.Assign assign) {
    List<Import> bound = CommonJs.imports(assign);
    if (bound.isEmpty()) {
      return Optional.of(assign);
    }
    replace(assign.value(), bound);
    boolean dynamic = assign.value() instanceof Expr.Await;
    return lowering.function() == 0 && !dynamic
        ? Optional.empty()
        : Optional.of(new Stmt.Evaluate(assign.start(), assign.end(), assign.value()));
  }

  /// `x = require('m')` binds as well, and stays an assignment.
  void assigned(Stmt.Assign assign) {
    if (assign.targets().getFirst() instanceof Expr.Name && assign.operator().equals("=")) {
      List<Import> bound = CommonJs.imports(assign);
      if (!bound.isEmpty()) {
        replace(assign.value(), bound);
      }
    }
  }

  /// The imports with names take the place of the nameless one that the call left.
  private void replace(Expr value, List<Import> bound) {
    lowering.imports.removeIf(
        i -> i.alias().isEmpty() && i.start() >= value.start() && i.end() <= value.end());
    lowering.imports.addAll(bound);
  }
}
