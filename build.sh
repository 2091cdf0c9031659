#!/usr/bin/env bash
# Compiles the build when one of its inputs changed, then runs it: ./build.sh --help
# Says nothing of its own when there is nothing to say. Works with bash 3.2 (macOS).
#   QUORUM_PACKAGES=real|standins   overrides which packages are compiled against (else found out once, kept in .nuke/temp/packages)
set -euo pipefail

readonly unusable=69 # sysexits: a service (SDK, package feed) is unavailable
readonly misused=64  # sysexits: usage

fail() { # code, lines…
  local code=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$code"
}

# ---- where we are ----------------------------------------------------------------------------------------------------------------
script=${BASH_SOURCE[0]}
while [ -L "$script" ]; do
  folder=$(cd -P "$(dirname "$script")" && pwd)
  script=$(readlink "$script")
  case $script in /*) ;; *) script=$folder/$script ;; esac
done
case $script in */*) root=${script%/*} ;; *) root=. ;; esac
root=$(cd -P "${root:-/}" && pwd)

project=build/_build.csproj
program=$root/build/bin/Debug/_build.dll
cloud=src/Quorum.LocalCloud
temp=$root/.nuke/temp
state=$temp/build.inputs    # header and input files of the last good compile; its time is when that began
content=$temp/build.content # checksums of the same
packages=$temp/packages

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUKE_TELEMETRY_OPTOUT=1
# The engine looks for its root from the working directory upwards; this script may be called from anywhere.
[ -n "${NUKE_ROOT:-}" ] || export NUKE_ROOT="$root"

[ -d "$temp" ] || mkdir -p "$temp" || fail "$unusable" "$temp cannot be created: make $root writable."

mode=${QUORUM_PACKAGES:-}
[ -n "$mode" ] || [ ! -f "$packages" ] || read -r mode <"$packages" || true
case $mode in
  real | standins | '') ;;
  *) fail "$misused" "QUORUM_PACKAGES or $packages is '$mode': it must be 'real' or 'standins'." ;;
esac

# ---- what the build is made of -----------------------------------------------------------------------------------------------------
# Every input once; one that is newer than the file $1, twice. So one comparison finds what was added, removed, or touched.
inputs() {
  local folders='' each
  for each in build src infra standins; do
    [ ! -d "$root/$each" ] || folders="$folders $each"
  done
  for each in Directory.Build.props Directory.Build.targets Directory.Packages.props global.json nuget.config NuGet.Config .editorconfig; do
    [ ! -f "$root/$each" ] || folders="$folders $each"
  done
  # shellcheck disable=SC2086 # none of these names has a space
  (cd "$root" && find $folders \( -name bin -o -name obj -o -name 'Pulumi.*.yaml' -o -name '*.md' -o -name '.*' ! -name '.editorconfig' \) -prune \
    -o -type f -print -newer "$1" -print)
}

on_path=$(command -v dotnet || true)
dotnet=''

# True when the last compile is of these very inputs; sets dotnet to the one it used.
is_current() {
  local recorded rest
  [ -f "$state" ] && [ -f "$program" ] && [ -n "$mode" ] || return 1
  [ ! -d "$root/$cloud" ] || [ -d "$root/$cloud/bin/Debug" ] || return 1
  IFS= read -r -d '' recorded <"$state" || true
  rest=${recorded#*$'\n'}
  dotnet=${recorded%%$'\n'*}
  [ -x "$dotnet" ] && [ "$rest" = "$mode|$on_path"$'\n'"$(inputs "$state")"$'\n' ]
}

# ---- the SDK -------------------------------------------------------------------------------------------------------------------------
find_sdk() {
  local each version seen=''
  for each in "$on_path" "$temp/dotnet-unix/dotnet" "${HOME:-/nonexistent}/.dotnet/dotnet"; do
    if [ ! -x "$each" ]; then continue; fi
    # --version in the root fails unless global.json is satisfied.
    if version=$(cd "$root" && "$each" --version 2>/dev/null); then
      dotnet=$each
      return
    fi
    version=$(cd / && "$each" --version 2>/dev/null) || version='no SDK'
    seen="$seen $each ($version)"
  done
  fail "$unusable" "The .NET SDK $(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json") or a later 10.0 (global.json) is needed. Found:${seen:- none}." \
    "Install it from https://dotnet.microsoft.com/download, or into ~/.dotnet or $temp/dotnet-unix, then run this again."
}

# ---- real packages, or stand-ins -----------------------------------------------------------------------------------------------------
choose_packages() {
  local log=$temp/restore.log id missing=''
  if QUORUM_PACKAGES=real compile restore "$log"; then
    mode=real
  else
    # Only "there is no such package" counts, and only of packages that have a stand-in; a feed that does not answer is no reason.
    if ! grep -q 'NU1101' "$log" || grep -q 'NU1301' "$log"; then
      show_errors "$log"
      fail "$unusable" "The packages could not be restored. Is the package feed reachable? QUORUM_PACKAGES=standins does without the packages that it may lack."
    fi
    while read -r id; do
      [ -d "$root/standins/$id" ] || fail "$unusable" "The package feed lacks $id, which has no stand-in: add a feed that has it."
      missing="$missing${missing:+, }$id"
    done < <(sed -n 's/.*NU1101: Unable to find package \([A-Za-z0-9._-]*[A-Za-z0-9]\)\..*/\1/p' "$log" | LC_ALL=C sort -u)
    [ -n "$missing" ] || { show_errors "$log"; fail "$unusable" "The packages could not be restored."; }
    mode=standins
    echo "The package feed lacks $missing: the subsets in standins/ are compiled instead (kept in .nuke/temp/packages)." >&2
  fi
  printf '%s\n' "$mode" >"$packages.$$" && mv -f "$packages.$$" "$packages"
}

# ---- compiling -----------------------------------------------------------------------------------------------------------------------
# In the root, for global.json; without our lock's descriptor, which a compiler server would keep.
compile() { # verb, log
  (cd "$root" && DOTNET_CLI_UI_LANGUAGE=en "$dotnet" "$1" "$project" -nologo -v:q -tl:off -nodeReuse:false '-clp:NoSummary;ErrorsOnly' \
    -p:Configuration=Debug) >"$2" 2>&1 </dev/null 9>&-
}

show_errors() {
  if grep -qE '(error|warning) [A-Z]+[0-9]+' "$1"; then
    grep -E '(error|warning) [A-Z]+[0-9]+' "$1" | sed -e 's/^ *//' -e 's/ \[[^]]*proj\]$//' -e "s|^$root/||" | LC_ALL=C sort -u >&2
  else
    cat "$1" >&2
  fi
}

# The compiler overwrites files in place; a program that still runs from the folder keeps its own.
renew() {
  [ -d "$1" ] || return 0
  rm -rf "$1.new" && cp -Rp "$1" "$1.new" && rm -rf "$1" && mv "$1.new" "$1"
}

checksums() {
  printf '%s\n' "$mode"
  (cd "$root" && inputs "$1" | LC_ALL=C sort -u | tr '\n' '\0' | xargs -0 cksum)
}

refresh() {
  local started=$temp/build.started.$$ sums
  trap 'rm -f "$temp"/build.started.$$ "$state.$$"; unlock' EXIT
  find_sdk
  [ -n "$mode" ] || choose_packages
  : >"$started"
  sums=$(checksums "$started")
  # Times may change without content, as in a checkout to and fro.
  if ! { [ -f "$content" ] && [ -f "$state" ] && [ -f "$program" ] && [ "$sums" = "$(cat "$content")" ]; }; then
    echo 'Compiling the build …' >&2
    rm -f "$state" "$state.ps1"
    renew "$root/build/bin/Debug"
    renew "$root/$cloud/bin/Debug"
    if ! QUORUM_PACKAGES=$mode compile build "$temp/compile.log"; then
      show_errors "$temp/compile.log"
      fail 1 "The build does not compile."
    fi
    printf '%s\n' "$sums" >"$content"
  fi
  { printf '%s\n%s\n' "$dotnet" "$mode|$on_path" && inputs "$started"; } >"$state.$$"
  touch -r "$started" "$state.$$"
  mv -f "$state.$$" "$state"
  rm -f "$started"
  trap - EXIT
  unlock
}

# ---- one at a time -------------------------------------------------------------------------------------------------------------------
readonly nameless_limit=25 # looks, 0.2 s apart
locked=''
lock() {
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$temp/build.lock"
    flock -n 9 || { echo 'Waiting for another run that compiles …' >&2 && flock 9; }
    return
  fi
  local owner said='' nameless=0
  until mkdir "$temp/build.lock.d" 2>/dev/null; do
    owner=$(cat "$temp/build.lock.d/pid" 2>/dev/null || true)
    # No owner yet: it is between its two steps, unless that lasts. Renaming first lets only one of several remove a dead one's lock.
    [ -n "$owner" ] || nameless=$((nameless + 1))
    if { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; } || [ "$nameless" -gt "$nameless_limit" ]; then
      nameless=0
      mv "$temp/build.lock.d" "$temp/build.lock.dead.$$" 2>/dev/null && rm -rf "$temp/build.lock.dead.$$"
      continue
    fi
    [ -n "$said" ] || echo 'Waiting for another run that compiles …' >&2
    said=1
    sleep 0.2
  done
  echo $$ >"$temp/build.lock.d/pid"
  locked=1
}

unlock() {
  [ -z "$locked" ] || rm -rf "$temp/build.lock.d"
  locked=''
  exec 9>&-
}

if ! is_current; then
  lock
  if is_current; then unlock; else refresh; fi
fi

case $dotnet in
  "$on_path") ;;
  *)
    export PATH="${dotnet%/*}:$PATH"
    ;;
esac
exec "$dotnet" "$program" "$@"
