#!/bin/bash
# Runs before Elasticsearch in every slot's container: checks what Elasticsearch cannot know about the slot, hands secrets over as files,
# and then becomes the image's own entry point, so that SIGTERM reaches Elasticsearch.
#
# From the task definition: node.name, cluster.name, node.attr.zone, node.roles, network.host, discovery.seed_hosts (Elasticsearch's own
# settings, under their own names) and
#   QUORUM_SLOT                     name of the slot; a data volume marked with another slot's name is refused
#   QUORUM_DATA_MOUNT               where the slot's volume is mounted
#   QUORUM_INITIAL_MASTER_NODES     first voters; used only for the very first start of a new cluster
#   QUORUM_BOOTSTRAPPED             UUID of the cluster once it has formed; "none" (an SSM parameter cannot be empty) or empty before
#   QUORUM_LOCK_WAIT                seconds to wait for the former container to let go of the data (default 120)
#   QUORUM_PUBLISH_HOST             address or name that others reach this node by (default: network.host, else the instance's own)
#   QUORUM_TLS_CA, QUORUM_TLS_CERT, QUORUM_TLS_KEY    PEM texts, all or none
#   ELASTIC_PASSWORD, KEYSTORE_PASSWORD               secrets; become files and *_FILE variables
#
# Exit codes: 64 wrong environment, 65 wrong data volume, 75 data still in use, 78 the instance is not prepared.
set -euo pipefail

readonly E_ENVIRONMENT=64 E_VOLUME=65 E_LOCKED=75 E_INSTANCE=78
readonly MIN_MAP_COUNT=262144 DEFAULT_LOCK_WAIT=120
readonly home="${QUORUM_ES_HOME:-/usr/share/elasticsearch}" proc="${QUORUM_PROC:-/proc}"
readonly data="${QUORUM_DATA_MOUNT:-$home/data}" secrets="$home/config/quorum"

declare -a settings=()  # name=value pairs for Elasticsearch, beside those already in the environment

say() { printf 'quorum-entrypoint: %s\n' "$*" >&2; }
die() { local code="$1"; shift; say "$*"; exit "$code"; }

# Bash cannot name a variable with a dot in it, though its children get it.
setting() {
  local pair
  while IFS= read -r -d '' pair; do
    if [[ "${pair%%=*}" == "$1" ]]; then printf '%s' "${pair#*=}"; return 0; fi
  done < <(env -0)
  return 1
}

# Decimal bytes without superfluous zeros, as inet_pton reads them.
is_address() { [[ "$1" =~ ^((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])$ || "$1" =~ ^[0-9a-fA-F]*:[0-9a-fA-F:]+$ ]]; }
is_loopback() { [[ "$1" == 127.* || "$1" == ::1 || "$1" == localhost || "$1" == _local_ ]]; }

check_environment() {
  local missing=() name
  for name in node.name cluster.name; do
    [[ -n "$(setting "$name" || true)" ]] || missing+=("$name")
  done
  [[ ${#missing[@]} -eq 0 ]] || die $E_ENVIRONMENT "the task definition gives no ${missing[*]}"
  if setting cluster.initial_master_nodes >/dev/null; then
    die $E_ENVIRONMENT "cluster.initial_master_nodes must not be given: a node with a lost volume would found a second cluster; give QUORUM_INITIAL_MASTER_NODES"
  fi
  [[ "${QUORUM_LOCK_WAIT:-$DEFAULT_LOCK_WAIT}" =~ ^[0-9]{1,4}$ ]] || die $E_ENVIRONMENT "QUORUM_LOCK_WAIT is not a number of seconds: ${QUORUM_LOCK_WAIT}"
}

# The fifth field of mountinfo is the mount point.
is_mounted() {
  local point
  while read -r _ _ _ _ point _; do
    [[ "$point" != "$1" ]] || return 0
  done <"$proc/self/mountinfo"
  return 1
}

# Without its volume the node would start empty in the container's layer, join, and lose all it was given at its next restart.
check_volume() {
  local marker="$data/.quorum-slot" owner
  is_mounted "$data" || die $E_VOLUME "$data is not a mounted volume: the slot's volume is not attached, or the task definition lacks its mount point"
  [[ -w "$data" ]] || die $E_VOLUME "$data is not writable for $(id -u):$(id -g): own it by 1000:0 (chown 1000:0 on the instance)"
  [[ -n "${QUORUM_SLOT:-}" ]] || return 0
  if [[ -s "$marker" ]]; then
    owner="$(<"$marker")"
    [[ "$owner" == "$QUORUM_SLOT" ]] || die $E_VOLUME "the volume at $data belongs to slot $owner, not to $QUORUM_SLOT"
  else
    printf '%s\n' "$QUORUM_SLOT" >"$marker"
  fi
}

check_map_count() {
  local count
  count="$(<"$proc/sys/vm/max_map_count")"
  (( count < MIN_MAP_COUNT )) || return 0
  if is_loopback "$(setting network.host || true)"; then
    say "vm.max_map_count is $count, below $MIN_MAP_COUNT; tolerated on a loopback address only"
  else
    die $E_INSTANCE "vm.max_map_count is $count, Elasticsearch needs $MIN_MAP_COUNT: set it on the instance (sysctl -w vm.max_map_count=1048576, and in its user data)"
  fi
}

# True while some process holds Elasticsearch's own lock. The kernel shows only locks of processes this container can see.
node_lock_held() {
  local file inode
  for file in "$data/node.lock" "$data/nodes/0/node.lock"; do
    [[ -e "$file" ]] || continue
    inode="$(stat -c %i "$file")"
    grep -q ":$inode [0-9]" "$proc/locks" 2>/dev/null && return 0
  done
  return 1
}

# The former container may still be flushing. Its wrapper's lock is inherited by everything it ran, so it is free exactly when all of it is gone.
wait_for_data() {
  local wait="${QUORUM_LOCK_WAIT:-$DEFAULT_LOCK_WAIT}" waited=0
  if command -v flock >/dev/null; then
    exec {lock_handle}>>"$data/.quorum-lock"
    if ! flock --nonblock "$lock_handle"; then
      say "the data is in use by the slot's former container; waiting up to ${wait}s"
      flock --wait "$wait" "$lock_handle" || die $E_LOCKED "$data is still in use after ${wait}s: the slot's former container has not stopped"
    fi
  fi
  while node_lock_held; do
    (( waited < wait )) || die $E_LOCKED "node.lock in $data is still held after ${wait}s: another Elasticsearch runs on this volume"
    (( waited > 0 )) || say "node.lock is held; waiting up to ${wait}s"
    sleep 1
    waited=$((waited + 1))
  done
}

data_is_empty() {
  local entry
  for entry in "$data"/* "$data"/.[!.]* "$data"/..?*; do
    [[ -e "$entry" || -L "$entry" ]] || continue
    case "${entry##*/}" in
      lost+found | node.lock | .quorum-slot | .quorum-lock) ;;
      *) return 1 ;;
    esac
  done
  return 0
}

choose_bootstrap() {
  [[ -n "${QUORUM_INITIAL_MASTER_NODES:-}" ]] || return 0
  if [[ "${QUORUM_BOOTSTRAPPED:-none}" != none ]]; then
    say "the cluster has formed before; joining it"
  elif ! data_is_empty; then
    say "the data path is not empty; joining with the state that is there"
  else
    say "first start of a new cluster, with the voters $QUORUM_INITIAL_MASTER_NODES"
    settings+=("cluster.initial_master_nodes=$QUORUM_INITIAL_MASTER_NODES")
  fi
}

# A 7.x server knows the roles ml and transform from x-pack only, and does not start with a role that it does not know.
choose_roles() {
  local roles
  roles="$(setting node.roles)" || return 0
  [[ ! -d "$home/modules/x-pack-core" ]] && compgen -G "$home/lib/elasticsearch-7.*.jar" >/dev/null || return 0
  roles="$(printf '%s' "$roles" | tr ',' '\n' | grep -vxE 'ml|transform' | paste -sd,)"
  say "no x-pack in this 7.x: the roles are $roles"
  settings+=("node.roles=$roles")
}

instance_address() {
  local base="${QUORUM_METADATA:-http://169.254.169.254}/latest" token
  token="$(curl -sf --max-time 2 --retry 2 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$base/api/token")" || return 1
  curl -sf --max-time 2 --retry 2 -H "X-aws-ec2-metadata-token: $token" "$base/meta-data/local-ipv4"
}

# Left to itself Elasticsearch may publish the bridge's 172.17.0.1, which no other node can reach.
choose_publish_host() {
  local wanted address host
  if setting network.publish_host >/dev/null; then return 0; fi
  host="$(setting network.host || true)"
  wanted="${QUORUM_PUBLISH_HOST:-$host}"
  case "$wanted" in
    '' | 0.0.0.0 | :: | _site_ | _global_)
      address="$(instance_address)" || die $E_INSTANCE "this instance's address is unknown (its metadata service did not answer): give network.host or QUORUM_PUBLISH_HOST"
      is_address "$address" || die $E_INSTANCE "the metadata service answered with something that is no address: $address" ;;
    _*) return 0 ;;
    *)
      if is_address "$wanted"; then
        address="$wanted"
      else
        read -r address _ < <(getent ahosts "$wanted") || address=""
        [[ -n "$address" ]] || die $E_INSTANCE "the publish host $wanted does not resolve: is the slot's record in the private zone?"
      fi ;;
  esac
  [[ -n "$host" ]] || settings+=("network.host=0.0.0.0")
  settings+=("network.publish_host=$address")
}

# write_secret VARIABLE FILE: the file only its owner can read; the variable is gone from what Elasticsearch sees.
write_secret() {
  local file="$secrets/$2"
  rm -f "$file"
  (umask 0377 && printf '%s' "${!1}" >"$file")
  unset "$1"
}

hand_over_tls() {
  local missing=() given=0 name
  for name in QUORUM_TLS_CA QUORUM_TLS_CERT QUORUM_TLS_KEY; do
    if [[ -z "${!name:-}" ]]; then missing+=("$name"); else given=$((given + 1)); fi
  done
  if (( given == 0 )); then
    if setting xpack.security.enabled >/dev/null; then return 0; fi
    is_loopback "$(setting network.host || true)" ||
      die $E_ENVIRONMENT "no TLS material: give QUORUM_TLS_CA, QUORUM_TLS_CERT and QUORUM_TLS_KEY, or say xpack.security.enabled=false in the task definition"
    settings+=("xpack.security.enabled=false")
    return 0
  fi
  (( given == 3 )) || die $E_ENVIRONMENT "TLS material is incomplete: ${missing[*]} missing"
  for name in QUORUM_TLS_CA QUORUM_TLS_CERT QUORUM_TLS_KEY; do
    [[ "${!name}" == *-----BEGIN\ * ]] || die $E_ENVIRONMENT "$name is not PEM"
  done
  write_secret QUORUM_TLS_CA ca.crt
  write_secret QUORUM_TLS_CERT node.crt
  write_secret QUORUM_TLS_KEY node.key
  settings+=("xpack.security.enabled=true")
  local layer
  for layer in transport http; do
    settings+=(
      "xpack.security.$layer.ssl.enabled=true"
      "xpack.security.$layer.ssl.key=$secrets/node.key"
      "xpack.security.$layer.ssl.certificate=$secrets/node.crt"
      "xpack.security.$layer.ssl.certificate_authorities=$secrets/ca.crt")
  done
  settings+=("xpack.security.transport.ssl.verification_mode=certificate")
}

hand_over_passwords() {
  local name
  for name in ELASTIC_PASSWORD KEYSTORE_PASSWORD; do
    [[ -n "${!name:-}" ]] || continue
    write_secret "$name" "$name"
    export "${name}_FILE=$secrets/$name"
  done
}

main() {
  local official="${QUORUM_OFFICIAL_ENTRYPOINT:-/usr/local/bin/docker-entrypoint.sh}" tini="${QUORUM_TINI:-/bin/tini}"
  # Anything but the server (a shell, elasticsearch-node) is a person's business: no checks.
  if [[ "${1:-eswrapper}" != eswrapper ]]; then exec "$tini" -- "$official" "$@"; fi
  umask 0002
  check_environment
  check_map_count
  check_volume
  wait_for_data
  choose_bootstrap
  choose_roles
  choose_publish_host
  mkdir -p "$secrets"
  chmod 0700 "$secrets"
  hand_over_tls
  hand_over_passwords
  say "starting $(setting node.name)"
  exec env "${settings[@]}" "$tini" -- "$official" eswrapper
}

main "$@"
