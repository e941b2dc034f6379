package dev.backlight.source.javascript;

/// What a function or class expression is given to: the variable, property or key that names it.
/// `exposed` where the holder is an object that other files can reach (`User.create = …`); `type`
/// is the class whose field it is, or -1.
record Label(String name, int start, int end, boolean exposed, int type) {

  static final Label NONE = new Label("", -1, -1, false, -1);

  static Label of(String name, int start, int end) {
    return new Label(name, start, end, false, -1);
  }

  boolean isNone() {
    return name.isEmpty();
  }

  Label inType(int id) {
    return new Label(name, start, end, exposed, id);
  }

  Label exposedBy(boolean holder) {
    return new Label(name, start, end, holder, type);
  }
}
