#!/bin/sh
# Starts OrchestrateX's command line: finds a JDK, builds what is not built, runs the verb.
#   ./ox            what it can do
#   ./ox demo       the whole story on real engines
#   ./ox bench      measure (docs/benchmarks.md)
#   ./ox test       every test, or those of what changed (./ox test --changed); see .ci/test
# Environment: OX_JAVA_HOME (a JDK of at least 25), OX_MAVEN_ARGS (such as -Dmaven.repo.local=…),
# OX_NO_BUILD (run what is built), OX_NO_CACHES (build without the class caches that make a start quick).
set -u

needed_java=25
services="gateway-service session-service backup-service monitor-service alert-service"

# Those of the class cache: io.orchestratex.cli.stack.Training has the same.
ox_flags="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"

say() { printf '%s\n' "$*" >&2; }

# The folder of this file, also when it is called through links.
here() {
  file=$0
  while [ -L "$file" ]; do
    link=$(readlink "$file")
    case $link in
      /*) file=$link ;;
      *) file=$(dirname "$file")/$link ;;
    esac
  done
  CDPATH='' cd -- "$(dirname -- "$file")" && pwd -P
}

# Sets $release to the feature release of a JDK (not a JRE) in a folder; 0 when there is none.
read_release() {
  release=0
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  release=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r name value; do
      if [ "$name" = JAVA_VERSION ]; then
        release=${value#\"}
        release=${release%%[!0-9]*}
      fi
    done <"$1/release"
  fi
  [ -n "$release" ] || release=$("$1/bin/java" -version 2>&1 |
    sed -n '1s/.*version "\([0-9]*\).*/\1/p')
  release=${release:-0}
}

is_new_enough() {
  [ -n "$1" ] && read_release "$1" && [ "$release" -ge "$needed_java" ]
}

# Sets JAVA_HOME to the first JDK that is new enough.
find_java() {
  for home in "${OX_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    if is_new_enough "$home"; then
      JAVA_HOME=$home
      return 0
    fi
  done
  on_path=
  if command -v javac >/dev/null 2>&1; then
    on_path=$(command -v javac)
    on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
    on_path=$(dirname "$(dirname "$on_path")")
  fi
  mac=
  if [ -x /usr/libexec/java_home ]; then
    mac=$(/usr/libexec/java_home -v "$needed_java+" 2>/dev/null || :)
  fi
  for home in "$on_path" "$mac" /usr/lib/jvm/* /usr/java/* \
    /opt/java/* /opt/jdk* /opt/*/jdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
    "${HOME:-/nonexistent}"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if is_new_enough "$home"; then
      JAVA_HOME=$home
      return 0
    fi
  done
  return 1
}

# The mirror of Maven Central that the user's settings name; the wrapper does not read them.
mirror() {
  settings=${HOME:-/nonexistent}/.m2/settings.xml
  [ -r "$settings" ] || return 0
  # One line per element <mirror>, without what is commented out.
  tr '\n\r\t' '   ' <"$settings" | sed 's/-->/\
/g' | sed 's/<!--.*//' | tr -d '\n' | sed 's/<mirror>/\
&/g' | sed -n '/<mirrorOf>[^!<]*\(\*\|central\)[^<]*<\/mirrorOf>/s/.*<url> *\([^ <]*[^ </]\)\/* *<\/url>.*/\1/p' |
    grep -v '^http://0\.0\.0\.0' | head -n 1
}

# Maven: the machine's own from 3.8 on, else the wrapper, which fetches one.
maven() {
  if command -v mvn >/dev/null 2>&1; then
    version=$(MAVEN_OPTS='' mvn --version 2>/dev/null |
      sed -n 's/.*Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
    # shellcheck disable=SC2086
    set -- ${version:-0 0}
    if [ "$1" -gt 3 ] || { [ "$1" -eq 3 ] && [ "$2" -ge 8 ]; }; then
      printf mvn
      return
    fi
  fi
  printf '%s' "$root/mvnw"
}

# Where the wrapper gets Maven from: MVNW_REPOURL, else the mirror, else Maven Central.
name_mirror() {
  if [ -z "${MVNW_REPOURL:-}" ]; then
    MVNW_REPOURL=$(mirror)
    [ -n "$MVNW_REPOURL" ] && export MVNW_REPOURL || unset MVNW_REPOURL
  fi
}

# What is built says which commit it is: the same in every build, or the next one compiles all services again.
commit() { git -C "$root" rev-parse --short=12 HEAD 2>/dev/null; }

ox_jar() {
  printf '%s\n' "$root"/cli/target/cli-[0-9]*.jar | head -n 1
}

# Succeeds when something has to be built, and says in $why what.
is_stale() {
  stamp=$root/target/.ox-built
  if [ ! -f "$stamp" ]; then
    why="first build, a few minutes: Maven fetches the libraries"
    return 0
  fi
  for module in cli local-stack $services; do
    if [ ! -d "$root/$module/target/lib" ]; then
      why="building again: $module is not built"
      return 0
    fi
  done
  changed=$(find "$root/pom.xml" "$root/.mvn" "$root"/*/pom.xml "$root"/*/src/main \
    -newer "$stamp" -print 2>/dev/null | head -n 1)
  if [ -n "$changed" ]; then
    why="building again: ${changed#"$root"/} changed"
    return 0
  fi
  return 1
}

build() {
  is_stale || return 0
  if [ -e "$root/target" ] && [ ! -w "$root/target" ] || [ ! -w "$root" ]; then
    if [ -d "$root/cli/target/lib" ]; then
      say "ox: the sources changed, but $root is not yours to build in; running what is built"
      return 0
    fi
    say "ox: nothing is built, and $root is not yours to build in; use a clone of your own"
    exit 1
  fi
  mkdir -p "$root/target"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$root/target/.ox-lock"
    flock -n 9 || { say "ox: another ox is building; waiting"; flock 9; }
    if ! is_stale; then
      exec 9>&-
      return 0
    fi
  fi
  say "ox: $why (log: target/ox-build.log)"
  run_build
  exec 9>&-
}

# Trains the class caches where those that are there fit other libraries.
make_caches() {
  rm -f "$root/cli/target/aot/start.args"
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $ox_flags -cp "$(ox_jar):$root/cli/target/lib/*" \
    io.orchestratex.cli.stack.Training "$root" 9>&- >&2
}

# The manual page, for `man -M target/man ox`; nothing else depends on it.
make_manual() {
  mkdir -p "$root/target/man/man1"
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $ox_flags "-Dox.root=$root" -cp "$(ox_jar):$root/cli/target/lib/*" \
    io.orchestratex.cli.Ox man >"$root/target/man/man1/ox.1" 2>/dev/null 9>&- ||
    rm -f "$root/target/man/man1/ox.1"
}

run_build() {
  log=$root/target/ox-build.log
  started=$(date +%s)
  name_mirror
  # What is edited while the build runs is newer than this mark.
  : >"$root/target/.ox-building"
  (
    cd "$root" || exit 1
    # shellcheck disable=SC2086
    "$(maven)" -B -ntp ${OX_MAVEN_ARGS:-} -DskipTests -Dspotless.check.skip=true \
      -Dbuild.commit="$(commit)" \
      -pl '!e2e-tests,!bench' package
  ) >"$log" 2>&1 9>&- &
  builder=$!
  trap 'kill $builder 2>/dev/null; exit 130' INT TERM
  shown=
  while kill -0 $builder 2>/dev/null; do
    module=$(sed -n 's/.*Building \([^0-9]*\) [0-9][0-9.]* .*\[\([0-9]*\/[0-9]*\)\].*/\2 \1/p' "$log" |
      tail -n 1)
    if [ -n "$module" ] && [ "$module" != "$shown" ]; then
      shown=$module
      say "    $module"
    fi
    sleep 1
  done
  wait $builder
  result=$?
  trap - INT TERM
  if [ $result -ne 0 ]; then
    say "ox: the build failed; the end of target/ox-build.log:"
    grep -v '^\[INFO\] *$' "$log" | tail -n 30 >&2
    exit 1
  fi
  [ -n "${OX_NO_CACHES:-}" ] || make_caches
  make_manual
  mv "$root/target/.ox-building" "$root/target/.ox-built"
  say "ox: built in $(($(date +%s) - started)) s"
}

# Where the locale is not UTF-8 (cron, systemd, docker exec) Java garbles arguments and cannot open every path.
use_utf8() {
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) return ;;
  esac
  case $(uname -s) in
    Darwin) LC_ALL=en_US.UTF-8 ;;
    *) LC_ALL=C.UTF-8 ;;
  esac
  export LC_ALL
}

use_utf8
root=$(here) || exit 1
if ! find_java; then
  say "ox: OrchestrateX needs a JDK of at least $needed_java, and there is none on this machine."
  say "    Get one from https://adoptium.net (or: sdk install java 25-tem) and set OX_JAVA_HOME if it is not found."
  exit 1
fi
export JAVA_HOME

if [ "${1:-}" = test ]; then
  shift
  # Compiled before, by one thread: of two modules that were compiled at once in one process, one once
  # came out without its API document.
  case ${1:-} in
    --changed*) ;;
    *) build ;;
  esac
  name_mirror
  OX_MAVEN=$(maven)
  OX_COMMIT=$(commit)
  export OX_MAVEN OX_COMMIT
  exec "$root/.ci/test" "$@"
fi
# The measurements, which are built only when they are taken: ./ox bench gateway
if [ "${1:-}" = bench ]; then
  shift
  if [ -z "${OX_NO_BUILD:-}" ]; then
    build
    say "ox: building the measurements"
    name_mirror
    # shellcheck disable=SC2086
    (cd "$root" && "$(maven)" -B -ntp -q ${OX_MAVEN_ARGS:-} -DskipTests -Dspotless.check.skip=true \
      -Dbuild.commit="$(commit)" -pl bench -am package) >&2 || exit 1
  fi
  jar=$(printf '%s\n' "$root"/bench/target/bench-[0-9]*.jar | head -n 1)
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dox.root="$root" \
    -cp "$jar:$root/bench/target/lib/*" io.orchestratex.bench.Bench "$@"
fi
[ -n "${OX_NO_BUILD:-}" ] || build
# How wide the terminal is: a shell keeps COLUMNS to itself.
if [ -z "${COLUMNS:-}" ] && [ -t 1 ]; then
  COLUMNS=$(stty size <&1 2>/dev/null) && COLUMNS=${COLUMNS##* } && export COLUMNS || unset COLUMNS
fi
# With the class cache that the last build made, while its class path is that of the libraries.
start=$root/cli/target/aot/start.args
if [ -f "$start" ] && [ "$start" -nt "$root/cli/target/lib" ]; then
  # shellcheck disable=SC2086
  exec "$JAVA_HOME/bin/java" $ox_flags "-Dox.root=$root" "@$start" io.orchestratex.cli.Ox "$@"
fi
# shellcheck disable=SC2086
exec "$JAVA_HOME/bin/java" $ox_flags "-Dox.root=$root" -cp "$(ox_jar):$root/cli/target/lib/*" io.orchestratex.cli.Ox "$@"
