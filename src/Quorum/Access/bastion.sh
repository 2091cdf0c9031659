umask 077
mine=
die() { [ -z "$mine" ] || rm -rf "$mine"; echo "$1" >&2; exit 3; }
case $q_id in ''|*[!0-9a-f]*) die 'the id is not one of Quorum';; esac
case $q_from$q_most in ''|*[!0-9]*) die 'from and most must be numbers';; esac
t=${TMPDIR:-/tmp}; d=$t/quorum-ssm-$q_id; e=0; h=0; k=; tab=$(printf '\t')
if [ "$q_do" = ask ]; then
  mkdir "$d" || die "no folder $d"
  mine=$d
  # What ended runs left is looked for now and then: at every request it would take longer than the request.
  case $q_id in 0*) find "$t" -maxdepth 1 -name 'quorum-ssm-*' -user "$(id -u)" -mmin +30 -exec rm -rf {} + 2>/dev/null;; esac
  set -- -sS -g --proto '=http,https' --max-time "$q_seconds" -X "$q_method" -H 'Accept: application/json' -o "$d/body" -w '%{http_code} %{content_type}'
  [ "$q_method" != HEAD ] || set -- "$@" -I
  if [ -n "$q_type" ]; then
    printf %s "$q_body" | base64 -d | gzip -d > "$d/request" || die 'the body did not arrive whole'
    if [ -n "$q_secret" ]; then
      s=$(aws ssm get-parameters --names "$q_secret" --with-decryption --output text --query "[Parameters[?Name=='$q_secret'].Value|[0]]" < /dev/null) || die 'aws ssm get-parameters failed'
      case $s in ''|None|*[!A-Za-z0-9]*) die "parameter $q_secret does not exist, or holds no password of Quorum";; esac
      b=$(cat "$d/request"); printf %s "${b%%quorum-secret-here*}$s${b#*quorum-secret-here}" > "$d/request"
    fi
    set -- "$@" -H "Content-Type: $q_type" --data-binary "@$d/request"
  fi
  if [ -n "$q_ca$q_password" ]; then
    s=$(aws ssm get-parameters --names ${q_password:+"$q_password"} ${q_ca:+"$q_ca"} --with-decryption --output text \
      --query "[Parameters[?Name=='$q_password'].Value|[0],Parameters[?Name=='$q_ca'].Value|[0]]" < /dev/null) || die 'aws ssm get-parameters failed'
  fi
  if [ -n "$q_ca" ]; then
    case $s in *'BEGIN CERTIFICATE'*) ;; *) die "parameter $q_ca holds no certificate, or does not exist";; esac
    printf '%s\n' "${s#*"$tab"}" > "$d/ca"
    set -- "$@" --cacert "$d/ca"
  fi
  if [ -n "$q_password" ]; then
    s=${s%%"$tab"*}
    [ "$s" != None ] || die "parameter $q_password does not exist"
    k=$q_user:$s
    case $k in *[\\\"]*) k=$(printf %s "$k" | sed 's/[\\"]/\\&/g');; esac
    k="user = \"$k\""
    set -- "$@" -K -
  fi
  # By a pipe from a command of the shell's own: the password is in no file, no argument and no environment.
  h=$(printf '%s\n' "$k" | curl "$@" "$q_url" 2> "$d/error"); e=$?
  k=; s=
  [ -f "$d/body" ] || : > "$d/body"
  if [ "$e" != 0 ]; then
    o=$(head -c 500 "$d/error"); n=${#o}
  else
    o=$(gzip -9 -c "$d/body" | base64 | tr -d '\n') && n=${#o} && [ "$n" != 0 ] || exit 2
  fi
  if [ "$n" -le "$q_most" ]; then rm -rf "$d"; else rm -f "$d/request"; printf %s "$o" > "$d/out" || exit 2; fi
  printf 'quorum %s %s %s %s\n' "$q_id" "$e" "$n" "$h"
  printf "%.${q_most}s" "$o"
else
  n=$(wc -c < "$d/out" | tr -d ' ') || exit 2
  printf 'quorum %s %s %s %s\n' "$q_id" "$e" "$n" "$h"
  tail -c +$((q_from + 1)) "$d/out" | head -c "$q_most"
fi
