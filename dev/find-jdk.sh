# Sourced by the scripts: find_jdk sets JDK to the folder of a JDK 25, or returns 1.
# Looks at JAVA_HOME, then `java` on the path, then where JDKs are usually installed.

is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    grep -q '^JAVA_VERSION="25[".+-]' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | grep -q 'version "25[".+-]'
  fi
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    JDK=$JAVA_HOME
    return 0
  fi
  on_path=$(command -v java 2>/dev/null)
  while [ -n "$on_path" ] && [ -L "$on_path" ]; do
    link=$(readlink "$on_path")
    case $link in
      /*) on_path=$link ;;
      *) on_path=$(dirname "$on_path")/$link ;;
    esac
  done
  if [ -n "$on_path" ]; then
    JDK=$(dirname "$(dirname "$on_path")")
    is_jdk_25 "$JDK" && return 0
  fi
  if [ -x /usr/libexec/java_home ]; then
    JDK=$(/usr/libexec/java_home -v 25 2>/dev/null) && is_jdk_25 "$JDK" && return 0
  fi
  for JDK in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/*/jdk* \
    "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* \
    "${HOME:-/}"/.asdf/installs/java/* "${HOME:-/}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    is_jdk_25 "$JDK" && return 0
  done
  JDK=
  return 1
}
