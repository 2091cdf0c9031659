# Completion of ./build.sh in bash: source completions/build.bash (in zsh before it: autoload -U compinit bashcompinit && compinit && bashcompinit).
# Reads .nuke/build.schema.json and .nuke/parameters.*.json beside the script, which every run keeps up to date; starts nothing.

_quorum_build_names() { # schema, targets|parameters
  awk -v want="$2" '
    function kebab(name,  out, i, c, before) {
      out = ""
      for (i = 1; i <= length(name); i++) {
        c = substr(name, i, 1)
        before = substr(name, i - 1, 1)
        out = out ((i > 1 && c ~ /[A-Z]/ && before !~ /[A-Z]/) ? "-" : "") tolower(c)
      }
      return out
    }
    /"ExecutableTarget": *\{/ { targets = 1 }
    targets && /\]/ { targets = 0 }
    targets && want == "targets" && /^ *"[A-Za-z]+",? *$/ { gsub(/[", ]/, ""); print }
    /"properties": *\{/ { match($0, /^ */); depth = RLENGTH + 2; next }
    depth && /^ *\}/ { match($0, /^ */); if (RLENGTH < depth) depth = 0 }
    depth && want == "parameters" && /^ *"[A-Za-z]+": *\{/ { match($0, /^ */); if (RLENGTH == depth) { split($0, part, "\""); print "--" kebab(part[2]) } }
  ' "$1"
}

_quorum_build() {
  local script=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} root schema words each
  root=$(cd "$(dirname "$script")" 2>/dev/null && pwd) || return 0
  schema=$root/.nuke/build.schema.json
  [ -f "$schema" ] || return 0
  case $before in
    --profile)
      words=''
      for each in "$root"/.nuke/parameters.*.json; do
        each=${each##*/parameters.}
        words="$words ${each%.json}"
      done
      ;;
    --cloud) words='local aws' ;;
    --cluster-access) words='direct ssm' ;;
    --local-runtime) words='auto containers simulated' ;;
    --image-platform) words='linux/amd64 linux/arm64 linux/amd64+linux/arm64' ;;
    --write-probe) words='true false' ;;
    --verbosity) words='verbose normal minimal quiet' ;;
    --skip) words=$(_quorum_build_names "$schema" targets) ;;
    *)
      case $word in
        -*) words=$(_quorum_build_names "$schema" parameters) ;;
        *) words=$(_quorum_build_names "$schema" targets) ;;
      esac
      ;;
  esac
  # shellcheck disable=SC2207 # names have no spaces, and bash 3.2 has no mapfile
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}

complete -F _quorum_build ./build.sh build.sh
