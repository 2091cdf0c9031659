#!/usr/bin/env bash
# What a Nuke build starts with when nobody has changed its bootstrap: build always, then run. A peer of ./build.sh in the benchmarks.
set -eo pipefail
root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
project=$root/build/_build.csproj
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUKE_TELEMETRY_OPTOUT=1 NUKE_ROOT="${NUKE_ROOT:-$root}"
cd "$root"
dotnet --version >/dev/null
dotnet build "$project" /nodeReuse:false /p:UseSharedCompilation=false -nologo -clp:NoSummary --verbosity quiet
exec dotnet run --project "$project" --no-build -- "$@"
