package dev.backlight.source.program;

import dev.backlight.model.Location;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Walker;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A function of the program, with what happens in it.
public final class Fn {

  private final int index;
  private final Unit unit;
  private final FunctionDecl decl;
  private final @Nullable Cls owner;
  private final String symbol;
  private volatile @Nullable Value declared;
  private volatile List<Site> sites = List.of();

  Fn(int index, Unit unit, FunctionDecl decl, @Nullable Cls owner, String symbol) {
    this.index = index;
    this.unit = unit;
    this.decl = decl;
    this.owner = owner;
    this.symbol = symbol;
  }

  /// Its number in [Program#functions()].
  public int index() {
    return index;
  }

  public Unit unit() {
    return unit;
  }

  public FunctionDecl decl() {
    return decl;
  }

  public String name() {
    return decl.name();
  }

  public boolean is(Trait trait) {
    return decl.is(trait);
  }

  /// The class it is a method of.
  public Optional<Cls> owner() {
    return Optional.ofNullable(owner);
  }

  /// What its written type says it returns. Asked only when all classes are connected.
  Value declared(Names names) {
    Value known = declared;
    if (known == null) {
      List<String> parameters = owner == null ? List.of() : owner.decl().typeParameters();
      known = names.types.of(unit, decl.returns(), parameters);
      declared = known;
    }
    return known;
  }

  /// `Class.method`, `outer.inner`; empty for a module's top level.
  public String symbol() {
    return symbol;
  }

  /// Everything that may wait, call or load, in the order of the text.
  public List<Site> sites() {
    return sites;
  }

  void sites(List<Site> sites) {
    this.sites = List.copyOf(sites);
  }

  /// The function it is written in.
  public Optional<Fn> enclosing() {
    return decl.enclosing() < 0
        ? Optional.empty()
        : Optional.of(unit.functions().get(decl.enclosing()));
  }

  /// The functions and lambdas that are written in it, without those in them.
  public List<Fn> inner() {
    return unit.inner(decl.id());
  }

  /// This function and those it is written in, from the inside out.
  public Stream<Fn> outwards() {
    return Stream.iterate(Optional.of(this), Optional::isPresent, at -> at.get().enclosing())
        .map(Optional::get);
  }

  /// The calls of the function around it that are given this one where it is written:
  /// `policy.execute(() => load())`.
  public List<Expr.Call> givenTo() {
    return enclosing().stream()
        .flatMap(outer -> Walker.calls(outer.decl().body()).stream())
        .filter(call ->
            call.arguments().stream()
                .map(Argument::value)
                .anyMatch(value -> value.start() <= decl.start() && decl.end() <= value.end()))
        .toList();
  }

  public Location location() {
    return unit.location(decl.nameStart(), decl.nameEnd(), symbol);
  }

  @Override
  public String toString() {
    return unit.path() + "#" + symbol;
  }
}
