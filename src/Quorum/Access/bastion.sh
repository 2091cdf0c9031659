umask 077
die() { echo "$1" >&2; exit 3; }
case $q_id in ''|*[!0-9a-f]*) die 'the id is not one of Quorum';; esac
case $q_from$q_most in ''|*[!0-9]*) die 'from and most must be numbers';; esac
t=${TMPDIR:-/tmp}; d=$t/quorum-ssm-$q_id; e=0; h=0
if [ "$q_do" = ask ]; then
  mkdir "$d" || die "no folder $d"
  find "$t" -maxdepth 1 -name 'quorum-ssm-*' -user "$(id -u)" -mmin +30 -exec rm -rf {} + 2>/dev/null
  set -- -sS -g --proto '=http,https' --max-time "$q_seconds" -X "$q_method" -H 'Accept: application/json' -o "$d/body" -w '%{http_code} %{content_type}'
  [ "$q_method" != HEAD ] || set -- "$@" -I
  : > "$d/request"
  if [ -n "$q_type" ]; then
    printf %s "$q_body" | base64 -d | gzip -d > "$d/request" || die 'the body did not arrive whole'
    if [ -n "$q_secret" ]; then
      s=$(aws ssm get-parameters --names "$q_secret" --with-decryption --output text --query "[Parameters[?Name=='$q_secret'].Value|[0]]") || die 'aws ssm get-parameters failed'
      case $s in ''|None|*[!A-Za-z0-9]*) die "parameter $q_secret does not exist, or holds no password of Quorum";; esac
      b=$(cat "$d/request"); printf %s "${b%%quorum-secret-here*}$s${b#*quorum-secret-here}" > "$d/request"
    fi
    set -- "$@" -H "Content-Type: $q_type" --data-binary @-
  fi
  if [ -n "$q_ca$q_password" ]; then
    aws ssm get-parameters --names ${q_password:+"$q_password"} ${q_ca:+"$q_ca"} --with-decryption --output text \
      --query "[Parameters[?Name=='$q_password'].Value|[0],Parameters[?Name=='$q_ca'].Value|[0]]" > "$d/secrets" || die 'aws ssm get-parameters failed'
  fi
  if [ -n "$q_ca" ]; then
    { head -n 1 "$d/secrets" | cut -f 2-; tail -n +2 "$d/secrets"; } > "$d/ca"
    grep -q 'BEGIN CERTIFICATE' "$d/ca" || die "parameter $q_ca holds no certificate, or does not exist"
    set -- "$@" --cacert "$d/ca"
  fi
  if [ -n "$q_password" ]; then
    [ "$(head -n 1 "$d/secrets" | cut -f 1)" != None ] || die "parameter $q_password does not exist"
    quoted() { sed 's/[\\"]/\\&/g'; }
    printf 'user = "%s:%s"\n' "$(printf %s "$q_user" | quoted)" "$(head -n 1 "$d/secrets" | cut -f 1 | quoted)" > "$d/auth"
    set -- "$@" -K "$d/auth"
  fi
  h=$(curl "$@" "$q_url" < "$d/request" 2> "$d/error"); e=$?
  rm -f "$d/auth" "$d/secrets" "$d/request"
  [ -f "$d/body" ] || : > "$d/body"
  gzip -9 -c "$d/body" | base64 | tr -d '\n' > "$d/out" || exit 2
fi
n=$(wc -c < "$d/out" | tr -d ' ') || exit 2
printf 'quorum %s %s %s %s\n' "$q_id" "$e" "$n" "$h"
if [ "$e" != 0 ]; then head -c 500 "$d/error"; else tail -c +$((q_from + 1)) "$d/out" | head -c "$q_most"; fi
if [ "$q_do" = ask ] && { [ "$e" != 0 ] || [ "$n" -le "$q_most" ]; }; then rm -rf "$d"; fi
